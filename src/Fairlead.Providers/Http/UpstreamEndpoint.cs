using Fairlead.Providers.Credentials;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIEmbeddings;

namespace Fairlead.Providers.Http;

/// <summary>What is derived from a deployment once and used for each of its calls. Lives as long as the deployment's generation.</summary>
internal sealed class UpstreamEndpoint
{
    private ModelForm? _own;
    private volatile ModelForm? _other;

    /// <summary>The client it was built for: it holds that client's pools.</summary>
    public required UpstreamClient Owner { get; init; }

    /// <summary>The vendor.</summary>
    public required VendorProfile Vendor { get; init; }

    /// <summary>The conversation formats it speaks, the best first.</summary>
    public IReadOnlyList<Dialect> Dialects { get; init; } = [ChatDialect.Instance];

    /// <summary>The format of embeddings it speaks; null where it has none.</summary>
    public EmbeddingDialect? Embeddings { get; init; } = OpenAIEmbeddingDialect.Instance;

    /// <summary>The endpoints it has beside conversations and embeddings.</summary>
    public IReadOnlyList<Surface> Surfaces { get; init; } = SurfaceTable.All;

    /// <summary>Why no call can be made; null when one can.</summary>
    public UpstreamFailure? Refusal { get; init; }

    /// <summary>Answers in this process; null for a real upstream.</summary>
    public SimulatedUpstream? Simulated { get; init; }

    /// <summary>The pool to call through.</summary>
    public HttpMessageInvoker? Invoker { get; init; }

    /// <summary>HTTP version to ask for: 1.1 in plain text, 2 by negotiation under TLS.</summary>
    public Version Version { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>Headers of every call, the credential's among them.</summary>
    public KeyValuePair<string, string>[] Headers { get; init; } = [];

    /// <summary>Puts on the credentials that no fixed header can carry; null where <see cref="Headers"/> hold them.</summary>
    public RequestSigner? Signer { get; init; }

    /// <summary>Where on Vertex AI it is; null for other vendors.</summary>
    public VertexPlace? Place { get; init; }

    /// <summary>The credential, to be masked in whatever the upstream says of it.</summary>
    public string? Secret { get; init; }

    /// <summary>Body parameters the deployment brings along; null for most.</summary>
    public DefaultParameters? Defaults { get; init; }

    /// <summary>Parameters without a place in its format are left out instead of refused (<c>drop_params</c>).</summary>
    public bool DropsParameters { get; init; }

    /// <summary>Where it is.</summary>
    public UrlScheme? Urls { get; init; }

    /// <summary>Whether it speaks a client's format itself. Completions belong to OpenAI's chat API, though nothing is translated into them.</summary>
    public bool Speaks(Dialect client) => OwnOf(client) is not null;

    /// <summary>Whether it has an endpoint; which conversations and embeddings, its formats tell.</summary>
    public bool Has(Surface surface) =>
        SurfaceTable.IsBeside(surface) ? Surfaces.Contains(surface) : Vendor.Format != WireFormat.Other && (Vendor.Converses || surface is Surface.Embeddings);

    /// <summary>Whether a request is sent to it as the client wrote it: it speaks the format, and what it brings along itself can be put into a body of it.</summary>
    public bool Relays(Dialect client) => Speaks(client) && (Defaults is null || Defaults.Fit(client.Surface));

    /// <summary>The format to call it in: the client's own where it speaks that, so that nothing is translated.</summary>
    /// <param name="inbound">The client's.</param>
    public Dialect DialectFor(Dialect? inbound) => inbound is null ? Dialects[0] : OwnOf(inbound) ?? Dialects[0];

    /// <summary>Builds the form of the deployment's own model name ahead.</summary>
    public void Prepare(string ownModel) => _own = Urls is null ? null : new ModelForm(ownModel, Urls);

    /// <summary>What depends on the model's name.</summary>
    public ModelForm FormOf(string model)
    {
        if (_own is { } own && string.Equals(own.Model, model, StringComparison.Ordinal))
        {
            return own;
        }

        // A wildcard deployment is mostly asked for the same few names: the last one is kept.
        if (_other is { } other && string.Equals(other.Model, model, StringComparison.Ordinal))
        {
            return other;
        }

        return _other = new ModelForm(model, Urls!);
    }

    /// <summary>The request of one call; null where the deployment has no address for it.</summary>
    public HttpRequestMessage? CreateRequest(in UpstreamCall call)
    {
        var form = FormOf(call.UpstreamModel);
        if (form.UrlOf(call.Surface, call.Stream) is not { } url)
        {
            return null;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Version = Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = call.Form is { } fields
                ? fields.With(WithDefaults(call), call.UpstreamModel)
                : ChatMend.IsNeeded(call, Vendor.Chat)
                ? SplicedContent.AsItIs(ChatMend.Apply(call, Vendor.Chat, form.Quoted, Defaults?.MissingFrom(call.Body.Span) ?? default))
                : Vendor.Format == WireFormat.VertexClaude && !call.IsFinal
                ? VertexClaudeBody.Of(call, form.Quoted, Defaults?.MissingFrom(call.Body.Span) ?? default)
                : call.IsFinal || call.Surface is Surface.GenerateContent or Surface.CountContent or Surface.Converse // the model stands in the address only
                ? SplicedContent.AsItIs(call.Body)
                : new SplicedContent(
                    call.Body, call.ModelSpan, form.Quoted, (call.Surface == Surface.Responses ? Defaults?.ForResponses : Defaults)?.MissingFrom(call.Body.Span) ?? default),
        };

        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (call.ForwardedHeaders is { } forwarded)
        {
            ForwardedHeaders.Add(request.Headers, forwarded);
        }

        if (call.RequestId is { } id)
        {
            request.Headers.TryAddWithoutValidation("x-request-id", id);
        }

        return request;
    }

    /// <summary>The format of a client's endpoint as the deployment speaks it; null where it does not.</summary>
    private Dialect? OwnOf(Dialect client)
    {
        var own = client.Surface == Surface.Completions ? ChatDialect.Instance : client;
        foreach (var dialect in Dialects)
        {
            if (dialect.Relays(own))
            {
                return ReferenceEquals(own, client) ? dialect : client;
            }
        }

        return null;
    }

    /// <summary>The text fields of a form, with what the deployment brings along.</summary>
    private ReadOnlyMemory<byte> WithDefaults(in UpstreamCall call) =>
        Defaults?.MissingFrom(call.Body.Span) is { Length: > 0 } missing ? (byte[])[(byte)'{', .. missing.Span, .. call.Body.Span[JsonObjectStart.AfterBrace(call.Body.Span)..]] : call.Body;
}
