using System.Text;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>Right bodies with headers that are wrong, and models that do not exist.</summary>
internal static class WrongHeaders
{
    private static readonly string[] Names =
    [
        "x-litellm-timeout", "x-litellm-stream-timeout", "x-litellm-num-retries", "x-litellm-tags", "x-fairlead-hedge", "x-fairlead-explain", "x-request-id", "traceparent", "baggage",
        "anthropic-version", "anthropic-beta", "x-goog-api-key", "Authorization", "Accept", "User-Agent", "Cookie", "OpenAI-Organization",
    ];

    private static readonly string[] Values = ["", "nonsense", "-1", "1e40", "NaN", "0", "a,b,,c", "\"", new string('x', 5000)];

    private static readonly string[] Models = ["", " ", "no such model", "a/b", "gpt\\n4", "\\u0000", "ü✓", "*", "simulated/", "{0}", new string('m', 5000), "../../v1", "%2e%2e", "gpt-4:generateContent"];

    /// <summary>The requests.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="model">The model.</param>
    public static IEnumerable<WrongRequest> Of(ClientEndpoint endpoint, string model)
    {
        var right = endpoint.RightOf(model);
        var bytes = Encoding.UTF8.GetBytes(right);
        foreach (var name in Names)
        {
            foreach (var value in Values)
            {
                yield return new($"{name}: {value}", bytes, "application/json", (name, value));
            }
        }

        foreach (var unknown in Models)
        {
            yield return new($"model {unknown}", endpoint.RightOf(unknown));
        }
    }
}
