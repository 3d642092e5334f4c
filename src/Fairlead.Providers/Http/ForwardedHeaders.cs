using System.Net.Http.Headers;

namespace Fairlead.Providers.Http;

/// <summary>Headers of the client that are part of what it asks, and go on to a deployment that speaks its format.</summary>
internal static class ForwardedHeaders
{
    /// <summary>Names the previews of Anthropic's API that a request makes use of: a list.</summary>
    public const string AnthropicBeta = "anthropic-beta";

    /// <summary>Puts them on a request, beside those of the deployment: lists are joined, else the client's word counts.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="forwarded">The client's.</param>
    public static void Add(HttpRequestHeaders headers, IReadOnlyList<KeyValuePair<string, string>> forwarded)
    {
        foreach (var (name, value) in forwarded)
        {
            var sent = value;
            if (headers.NonValidated.TryGetValues(name, out var own))
            {
                sent = name.Equals(AnthropicBeta, StringComparison.OrdinalIgnoreCase) ? Joined(own.ToString(), value) : value;
                headers.Remove(name);
            }

            headers.TryAddWithoutValidation(name, sent);
        }
    }

    private static string Joined(string own, string others) =>
        string.Join(',', $"{own},{others}".Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal));
}
