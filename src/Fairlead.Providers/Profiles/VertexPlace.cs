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
        return new VertexPlace(project, location, credentials is null ? null : new BearerSigner(new Renewed<AccessToken>(credentials.Source, options.TimeProvider)), problem);
    }

    /// <summary>
    /// The address of a path of Google's API: at the host of the location it names. One that names neither project nor location (<c>/v1/publishers/google/models/…</c>)
    /// gets the deployment's.
    /// </summary>
    /// <param name="path">The path, with its slash; the version may be left out.</param>
    public string AddressOf(string path)
    {
        var parts = path[1..].Split('/');
        var isVersioned = parts[0].Length >= 2 && parts[0][0] == 'v' && char.IsAsciiDigit(parts[0][1]);
        var version = isVersioned ? parts[0] : "v1";
        var rest = isVersioned ? parts[1..] : parts;
        var model = Array.FindLast(parts, static part => part.Contains(':', StringComparison.Ordinal))?.Split(':')[0] ?? "";
        var location = rest is ["projects", _, "locations", var named, ..] && VertexUrls.IsName(named) ? named : _location ?? VertexUrls.LocationOf(model);
        var place = _project is not null && (rest[0] is "publishers" or "endpoints") ? $"projects/{_project}/locations/{location}/" : "";
        return $"https://{VertexUrls.HostOf(location)}/{version}/{place}{string.Join('/', rest)}";
    }

    /// <summary>Its addresses.</summary>
    /// <param name="prefix">The <c>api_base</c>; null for Google's own hosts.</param>
    /// <param name="query">The query of that.</param>
    /// <param name="version">The API's version; null for the usual one.</param>
    public VertexUrls Urls(string? prefix, string query, string? version) => new(prefix, query, version is not null && VertexUrls.IsName(version) ? version : "v1", _project, _location);
}
