using System.Collections.Frozen;
using System.Net;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Credentials;
using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Credentials.Azure;
using Fairlead.Providers.Http;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.BedrockEmbeddings;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Providers.Wire.CohereEmbed;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.GoogleEmbeddings;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Providers.Wire.OllamaEmbed;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIEmbeddings;
using Fairlead.Providers.Wire.OpenAIResponses;

namespace Fairlead.Providers.Profiles;

/// <summary>Derives from a deployment how it is called, or why it cannot be.</summary>
internal static class EndpointBuilder
{
    /// <summary>Sent as <c>user-agent</c>: some vendors' front doors refuse calls without one.</summary>
    private const string UserAgent = "fairlead/0.1";

    /// <summary>The one version of Anthropic's API there is.</summary>
    private const string AnthropicVersion = "2023-06-01";

    // Headers that frame the message belong to the connection, not to a configuration (RFC 9110 §7.6.1).
    private static readonly FrozenSet<string> Framing =
        new[] { "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "Expect", "Proxy-Connection" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static UpstreamEndpoint Build(
        Deployment deployment, UpstreamClient owner, UpstreamClientOptions options, HttpMessageInvoker configuredHosts, HttpMessageInvoker vendorHosts)
    {
        var parameters = deployment.Config.Params;
        var vendor = VendorTable.Find(deployment.Provider);
        if (parameters.MockResponse is not null || vendor?.Format == WireFormat.Simulated)
        {
            return Simulated(vendor ?? VendorTable.Find("simulated")!, parameters, owner, options);
        }

        if (vendor is null)
        {
            return Refuse(FailureKind.Unsupported, 501, $"Fairlead does not know the provider '{deployment.Provider}'; a server that speaks OpenAI's format is called as openai/MODEL with api_base");
        }

        if (vendor is { Format: WireFormat.Other, Surfaces.Count: 0 })
        {
            return Refuse(FailureKind.Unsupported, 501, $"Fairlead does not speak {vendor.Label}'s format yet; use a deployment with an OpenAI-compatible API");
        }

        var aws = vendor.AwsService is null ? null : new AwsSettings(parameters, options.Environment);
        var region = aws is null ? "" : AwsRegion.Of(aws, deployment.UpstreamModel);
        var written = parameters.ApiBase ?? aws?.Text("aws_bedrock_runtime_endpoint") ?? FirstSet(vendor.BaseVariables, options.Environment);
        var text = written ?? (vendor.DefaultBase is { } own ? AwsRegion.In(own, region) : null);
        if (text is null)
        {
            return Refuse(FailureKind.NotFound, 0, vendor.BaseVariables.Length > 0
                ? $"{vendor.Label} needs an api_base: set it, or the environment variable {vendor.BaseVariables[0]}"
                : $"{vendor.Label} needs an api_base");
        }

        if (!ApiBase.TryRead(text, vendor.RootPath, out var root))
        {
            return Refuse(FailureKind.NotFound, 0, "api_base is not a URL that begins with http:// or https://");
        }

        if (vendor.Format == WireFormat.Ollama && OllamaUrls.IsOpenAI(root) || vendor.Format == WireFormat.Cohere && CohereUrls.IsOpenAI(root))
        {
            // The base asks for the vendor's OpenAI side.
            vendor = vendor with { Format = WireFormat.OpenAI };
        }

        vendor = ClaudeHost.Of(vendor, deployment, root);
        var key = ApiKeys.Header(vendor, parameters, options.Environment, out var secret, out var problem);
        if (problem is not null)
        {
            return Refuse(FailureKind.Authentication, 0, problem);
        }

        var entra = key is null && vendor.IsAzure ? EntraCredentials.Signer(parameters, options, configuredHosts, vendorHosts) : null;
        var vertex = vendor.Format is WireFormat.Vertex or WireFormat.VertexClaude ? VertexPlace.Of(parameters, options, hasKey: key is not null, configuredHosts, vendorHosts) : null;
        if (vertex?.Problem is { } wrong)
        {
            return Refuse(FailureKind.NotFound, 0, wrong);
        }

        if (key is null && entra is null && vendor.KeyRequired && (written is null || vendor.Format != WireFormat.OpenAI))
        {
            return Refuse(FailureKind.Authentication, 0, $"{vendor.Label} needs a key: set api_key, or the environment variable {vendor.KeyVariables[0]}");
        }

        var tls = root.Root.Scheme == Uri.UriSchemeHttps;
        UrlScheme urls = vendor.Format == WireFormat.Bedrock
            ? new BedrockUrls(written is null ? vendor.DefaultBase! : root.Prefix, root.Query, region, aws!.Region is not null, aws.Text("model_id"))
            : vertex?.Urls(written is null ? null : root.Prefix, root.Query, parameters.ApiVersion) ?? UrlsOf(vendor, deployment, root, options.Environment);
        var endpoint = new UpstreamEndpoint
        {
            Owner = owner,
            Vendor = vendor,
            Invoker = written is null && !vendor.Local ? vendorHosts : configuredHosts,
            Version = tls ? HttpVersion.Version20 : HttpVersion.Version11,
            Headers = HeadersOf(vendor, parameters, root, key, secret),
            Secret = secret,
            Place = vertex,
            Signer = aws is null || key is not null
                ? (RequestSigner?)entra ?? vertex?.Signer
                : new AwsSigner(new Renewed<AwsKeys>(new AwsCredentials(aws, region, options, configuredHosts, vendorHosts).Source(), options.TimeProvider), region, vendor.AwsService!, vendor.Label, options.TimeProvider),
            Dialects = DialectsOf(vendor, deployment, root, urls),
            Embeddings = EmbeddingsOf(vendor),
            Defaults = DefaultParameters.From(parameters),
            DropsParameters = parameters.DropParams ?? false,
            Urls = urls,
            Surfaces = SurfacesOf(vendor, deployment, root),
        };
        endpoint.Prepare(deployment.UpstreamModel);
        return endpoint;

        UpstreamEndpoint Refuse(FailureKind kind, int status, string reason) =>
            new() { Owner = owner, Vendor = vendor ?? VendorTable.Find("openai_like")!, Refusal = new UpstreamFailure(kind, status, reason) };
    }

    private static UpstreamEndpoint Simulated(VendorProfile vendor, DeploymentParams parameters, UpstreamClient owner, UpstreamClientOptions options)
    {
        var findings = new List<ConfigDiagnostic>();
        var settings = SimulatedSettings.Read(parameters, findings);
        var error = findings.Find(finding => finding.Severity == ConfigSeverity.Error);
        return error is null
            ? new UpstreamEndpoint { Owner = owner, Vendor = vendor, Dialects = settings.Format is { } format ? [format] : Dialects.All, Simulated = new SimulatedUpstream(settings, options.TimeProvider, options.Random) }
            : new UpstreamEndpoint { Owner = owner, Vendor = vendor, Refusal = new UpstreamFailure(FailureKind.NotFound, 0, $"the simulated provider's settings are wrong: {error.Path}: {error.Message}") };
    }

    private static Dialect? DialectOf(VendorProfile vendor) => vendor.Format switch
    {
        WireFormat.Bedrock => ConverseDialect.Instance,
        WireFormat.Anthropic or WireFormat.AzureClaude => MessagesDialect.Instance,
        WireFormat.VertexClaude => MessagesDialect.OnVertex,
        WireFormat.Ollama => OllamaDialect.Instance,
        WireFormat.Cohere => CohereDialect.Instance,
        WireFormat.Gemini or WireFormat.Vertex => GeminiDialect.Instance,
        _ => null,
    };

    private static EmbeddingDialect? EmbeddingsOf(VendorProfile vendor) => vendor.Format switch
    {
        WireFormat.Bedrock => BedrockEmbeddingDialect.Instance,
        WireFormat.Anthropic or WireFormat.VertexClaude or WireFormat.AzureClaude => null,
        WireFormat.Ollama => OllamaEmbedDialect.Instance,
        WireFormat.Cohere => CohereEmbedDialect.Instance,
        WireFormat.Gemini => GeminiEmbeddingDialect.Instance,
        WireFormat.Vertex => VertexEmbeddingDialect.Instance,
        _ => OpenAIEmbeddingDialect.Instance,
    };

    private static UrlScheme UrlsOf(VendorProfile vendor, Deployment deployment, ApiBase root, Func<string, string?> environment) => vendor.Format switch
    {
        // Of Azure's forms, v1 alone has Responses.
        WireFormat.AzureOpenAI => AzureUrls.OpenAI(root, deployment.UsesResponses == true ? "v1" : deployment.Config.Params.ApiVersion ?? FirstSet(["AZURE_API_VERSION"], environment)),
        WireFormat.AzureAI => AzureUrls.Foundry(root, deployment.UsesResponses == true ? "v1" : deployment.Config.Params.ApiVersion),
        WireFormat.Anthropic => new AnthropicUrls(root),
        WireFormat.AzureClaude => AzureUrls.Claude(root),
        WireFormat.Ollama => new OllamaUrls(root),
        WireFormat.Cohere => new CohereUrls(root),
        WireFormat.Gemini => new GeminiUrls(root.Prefix, root.Query),
        _ => new OpenAIUrls(root.Prefix, false, root.Query),
    };

    /// <summary>The vendor's own format, or those of OpenAI's that the deployment speaks: chat, and Responses where its vendor has them or the configuration says so.</summary>
    private static IReadOnlyList<Dialect> DialectsOf(VendorProfile vendor, Deployment deployment, ApiBase root, UrlScheme urls)
    {
        if (DialectOf(vendor) is { } own)
        {
            return [own];
        }

        if (deployment.UsesResponses is { } always)
        {
            return always ? [ResponsesDialect.Instance] : [ChatDialect.Instance];
        }

        // A server of one's own under OpenAI's name has chat; whether it has more nobody knows.
        var has = vendor.HasResponses
            && (vendor.Name != "openai" || root.Root.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase) || root.Root.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase))
            && urls.For("m", Surface.Responses, stream: false) is not null;
        return !has ? [ChatDialect.Instance]
            : deployment.Facts.Mode == "responses" ? [ResponsesDialect.Instance]
            : [ChatDialect.Instance, ResponsesDialect.Instance];
    }

    /// <summary>The vendor's, or any where a server of one's own is called under OpenAI's name; of these what the model is for, where that is known.</summary>
    private static IReadOnlyList<Surface> SurfacesOf(VendorProfile vendor, Deployment deployment, ApiBase root)
    {
        var has = vendor.Name == "openai" && !root.Root.Host.EndsWith("openai.com", StringComparison.OrdinalIgnoreCase) ? SurfaceTable.All : vendor.Surfaces;
        return SurfaceTable.OfMode(deployment.Facts.Mode) is { } only ? [.. has.Intersect(only)] : has;
    }

    /// <summary>Headers of every call: the key, and what the deployment adds.</summary>
    internal static KeyValuePair<string, string>[] HeadersOf(
        VendorProfile vendor, DeploymentParams parameters, ApiBase root, KeyValuePair<string, string>? key, string? secret)
    {
        var headers = new List<KeyValuePair<string, string>>(4);
        if (vendor.Format == WireFormat.AzureAI && secret is not null && !root.Root.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase))
        {
            // Servers of one model take the key as a bearer token.
            key = new("Authorization", "Bearer " + secret);
        }

        Set(key);
        Set(new("User-Agent", UserAgent));
        // Usage is read from the bytes as they pass, and they are passed on as they are.
        Set(new("Accept-Encoding", "identity"));
        if (parameters.Organization is { Length: > 0 } organization)
        {
            Set(new("OpenAI-Organization", organization));
        }

        if (vendor.Format is WireFormat.Anthropic or WireFormat.AzureClaude)
        {
            Set(new("anthropic-version", AnthropicVersion));
            if (vendor.Format == WireFormat.Anthropic && ApiKeys.IsAnthropicToken(secret))
            {
                // Tokens of a person's sign-on, not keys: asked for by name.
                Set(new(ForwardedHeaders.AnthropicBeta, "oauth-2025-04-20"));
            }
        }

        foreach (var extra in parameters.ExtraHeaders)
        {
            if (!Framing.Contains(extra.Key))
            {
                Set(extra);
            }
        }

        return [.. headers];

        void Set(KeyValuePair<string, string>? header)
        {
            if (header is { } h)
            {
                headers.RemoveAll(other => string.Equals(other.Key, h.Key, StringComparison.OrdinalIgnoreCase));
                headers.Add(h);
            }
        }
    }

    /// <summary>The first of some variables that is set.</summary>
    internal static string? FirstSet(string[] variables, Func<string, string?> environment)
    {
        foreach (var variable in variables)
        {
            if (environment(variable)?.Trim() is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }
}
