using System.Net;
using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>What an answer to a wrong request must be: served after all, or refused with a status of 4xx, in the client's format, with words that help.</summary>
internal static class Verdict
{
    /// <summary>What is said where nobody knew what was wrong, and what .NET says to its own.</summary>
    private static readonly string[] Unhelpful =
        ["is not what its format says", "failed to serve this request", "System.", "Exception", "requires an element of type", "JsonElement", "Object reference", "Parameter '"];

    /// <summary>Checks an answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="contentType">Its content type.</param>
    /// <param name="body">Its body.</param>
    /// <param name="errors">The format that errors have.</param>
    /// <returns>What is wrong with the answer; null for nothing.</returns>
    public static string? Of(HttpStatusCode status, string? contentType, string body, Dialect errors)
    {
        if ((int)status >= 500)
        {
            return $"status {(int)status}";
        }

        if ((int)status < 400)
        {
            return body.Contains("internal_error", StringComparison.Ordinal) ? "a fault amid the answer" : null;
        }

        if (contentType != "application/json")
        {
            return $"content type {contentType}";
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return Message(document.RootElement, errors) is not { } message ? $"no error of {errors.Name}"
                : message.Length < 12 || Array.Exists(Unhelpful, word => message.Contains(word, StringComparison.Ordinal)) ? "words that do not help"
                : null;
        }
        catch (JsonException e)
        {
            return "no JSON: " + e.Message;
        }
    }

    /// <summary>The words of an error in a format; null where it is none.</summary>
    private static string? Message(JsonElement root, Dialect errors)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var isFormat = errors.Name switch
        {
            "anthropic-messages" => Is(root, "type", JsonValueKind.String) && Is(error, "type", JsonValueKind.String),
            "gemini-generate-content" => Is(error, "code", JsonValueKind.Number) && Is(error, "status", JsonValueKind.String),
            _ => Is(error, "type", JsonValueKind.String),
        };
        return isFormat && Is(error, "message", JsonValueKind.String) ? error.GetProperty("message").GetString() : null;
    }

    private static bool Is(JsonElement element, string name, JsonValueKind kind) => element.TryGetProperty(name, out var value) && value.ValueKind == kind;
}
