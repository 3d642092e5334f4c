using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Headers that are part of what a client asks in its format: they go on where the request is relayed.</summary>
internal static class ForwardedHeader
{
    /// <summary>The version of Anthropic's API, and the previews of it, that a request is written for.</summary>
    private static readonly string[] Names = ["anthropic-beta", "anthropic-version"];

    /// <summary>Those of a request; null for none.</summary>
    public static KeyValuePair<string, string>[]? Of(IHeaderDictionary headers)
    {
        List<KeyValuePair<string, string>>? found = null;
        foreach (var name in Names)
        {
            if (headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text && HeaderText.IsSafe(text))
            {
                (found ??= []).Add(new(name, text));
            }
        }

        return found?.ToArray();
    }
}
