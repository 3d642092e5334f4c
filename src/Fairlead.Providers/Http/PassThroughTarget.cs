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

    /// <summary>
    /// The address of a path. What the base's path ends in may be repeated or left out (<c>/v1/models</c> and <c>/models</c> behind <c>https://api.openai.com/v1</c>), and
    /// another version stands in place of the base's (<c>/v1/inference</c> behind <c>https://api.deepinfra.com/v1/openai</c>).
    /// </summary>
    /// <param name="path">The path, with its slash, escaped as it is to be sent.</param>
    /// <param name="query">The query, with its question mark; empty without one.</param>
    public Uri AddressOf(string path, string query)
    {
        var root = Root.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var asked = path[1..].Split('/');
        var shared = Math.Min(root.Length, asked.Length);
        while (shared > 0 && !root.AsSpan(root.Length - shared).SequenceEqual(asked.AsSpan(0, shared)))
        {
            shared--;
        }

        var kept = root.Length - shared;
        var version = Array.FindIndex(root, IsVersion);
        if (shared == 0 && version >= 0 && IsVersion(asked[0]))
        {
            kept = version;
        }

        var prefix = string.Concat(root.Take(kept).Select(static segment => "/" + segment));
        return new Uri(Root.Root.GetLeftPart(UriPartial.Authority) + prefix + path + query);
    }

    private static bool IsVersion(string segment) => segment.Length >= 2 && segment[0] == 'v' && char.IsAsciiDigit(segment[1]);
}
