using Fairlead.Providers.Profiles;
using Fairlead.Providers.Simulated;

namespace Fairlead.Providers.Http;

/// <summary>What is derived from a deployment once and used for each of its calls. Lives as long as the deployment's generation.</summary>
internal sealed class UpstreamEndpoint
{
    private ModelForm? _own;
    private volatile ModelForm? _other;

    /// <summary>The client it was built for: it holds that client's pools.</summary>
    public required UpstreamClient Owner { get; init; }

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

    /// <summary>The credential, to be masked in whatever the upstream says of it.</summary>
    public string? Secret { get; init; }

    /// <summary>Body parameters the deployment brings along; null for most.</summary>
    public DefaultParameters? Defaults { get; init; }

    /// <summary>Where it is.</summary>
    public EndpointUrls? Urls { get; init; }

    /// <summary>Builds the form of the deployment's own model name ahead.</summary>
    public void Prepare(string ownModel) => _own = Urls is null ? null : ModelForm.Create(ownModel, Urls);

    /// <summary>What depends on the model's name; null when it cannot stand in the URL.</summary>
    public ModelForm? FormOf(string model)
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

        return _other = ModelForm.Create(model, Urls!);
    }

    /// <summary>The request of one call.</summary>
    public HttpRequestMessage CreateRequest(in UpstreamCall call, ModelForm form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, form.Urls[(int)call.Surface])
        {
            Version = Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new SplicedContent(call.Body, call.ModelSpan, form.Quoted, Defaults?.MissingFrom(call.Body.Span) ?? default),
        };

        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (call.RequestId is { } id)
        {
            request.Headers.TryAddWithoutValidation("x-request-id", id);
        }

        return request;
    }
}
