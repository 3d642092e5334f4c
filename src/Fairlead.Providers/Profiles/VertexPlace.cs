using Fairlead.Configuration;
using Fairlead.Providers.Credentials;
using Fairlead.Providers.Credentials.Google;
using Fairlead.Providers.Credentials.Tokens;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Where a deployment of Vertex AI is, and by what it is let in.</summary>
internal sealed class VertexPlace
{
    private readonly string? _project;
    private readonly string? _location;

    private VertexPlace(string? project, string? location, RequestSigner? signer, string? problem)
    {
        _project = project;
        _location = location;
        Signer = signer;
        Problem = problem;
    }

    /// <summary>Puts tokens on; null where an API key lets it in.</summary>
    public RequestSigner? Signer { get; }

    /// <summary>Why it cannot be called; null where it can.</summary>
    public string? Problem { get; }

    /// <summary>Derives it.</summary>
    public static VertexPlace Of(DeploymentParams parameters, UpstreamClientOptions options, bool hasKey, HttpMessageInvoker configuredHosts, HttpMessageInvoker vendorHosts)
    {
        var settings = new VertexSettings(parameters, options.Environment);
        var credentials = hasKey ? null : GoogleCredentials.Of(settings, options, configuredHosts, vendorHosts);
        var project = settings.Project ?? credentials?.Project;
        var location = settings.Location;
        var problem = project is null && !hasKey ? "Vertex AI needs a project: set vertex_project, or the environment variable VERTEXAI_PROJECT"
            : project is not null && !VertexUrls.IsName(project) ? "vertex_project is no project's name"
            : location is not null && !VertexUrls.IsName(location) ? "vertex_location is no location's name"
            : null;
        return new VertexPlace(project, location, credentials is null ? null : new BearerSigner(new RenewedToken(credentials.Source, options.TimeProvider)), problem);
    }

    /// <summary>Its addresses.</summary>
    /// <param name="prefix">The <c>api_base</c>; null for Google's own hosts.</param>
    /// <param name="query">The query of that.</param>
    /// <param name="version">The API's version; null for the usual one.</param>
    public VertexUrls Urls(string? prefix, string query, string? version) => new(prefix, query, version is not null && VertexUrls.IsName(version) ? version : "v1", _project, _location);
}
