using Fairlead.Providers.Credentials;
using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Http;

/// <summary>Where a vendor's own API is, for calls that are passed through to it as they are.</summary>
internal sealed class PassThroughTarget
{
    /// <summary>The vendor.</summary>
    public required VendorProfile Vendor { get; init; }

    /// <summary>The base of its API: nobody is called but this host.</summary>
    public required ApiBase Root { get; init; }

    /// <summary>The pool to call through.</summary>
    public required HttpMessageInvoker Invoker { get; init; }

    /// <summary>HTTP version to ask for.</summary>
    public required Version Version { get; init; }

    /// <summary>Headers of every call, the credential's among them.</summary>
    public required KeyValuePair<string, string>[] Headers { get; init; }

    /// <summary>Puts on the credentials that no fixed header can carry; null where <see cref="Headers"/> hold them.</summary>
    public RequestSigner? Signer { get; init; }

    /// <summary>The credential, to be masked in whatever the vendor says of it; null where there is none that is fixed.</summary>
    public string? Secret { get; init; }

    /// <summary>The project and location of Vertex AI, where Google's own hosts are called; null elsewhere.</summary>
    public VertexPlace? Place { get; init; }

    /// <summary>
    /// The address of a path. It goes behind the base's path, which it may repeat from any of its segments on (<c>/v1/files</c> and <c>/files</c> behind
    /// <c>https://api.openai.com/v1</c>); another version than the base's stands in its place (<c>/v2/embed</c> behind <c>https://host/api/v1</c>).
    /// </summary>
    /// <param name="path">The path, with its slash, escaped as it is to be sent.</param>
    /// <param name="query">The query, with its question mark; empty without one.</param>
    public Uri AddressOf(string path, string query)
    {
        if (Place is { } place)
        {
            return new Uri(place.AddressOf(path) + query);
        }

        var root = Root.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var first = path[1..].Split('/')[0];
        var repeated = Array.IndexOf(root, first);
        if (repeated < 0 && IsVersion(first))
        {
            repeated = Array.FindIndex(root, IsVersion);
        }

        var prefix = string.Concat(root.Take(repeated < 0 ? root.Length : repeated).Select(static segment => "/" + segment));
        return new Uri(Root.Root.GetLeftPart(UriPartial.Authority) + prefix + path + query);
    }

    private static bool IsVersion(string segment) => segment.Length >= 2 && segment[0] == 'v' && char.IsAsciiDigit(segment[1]);
}
