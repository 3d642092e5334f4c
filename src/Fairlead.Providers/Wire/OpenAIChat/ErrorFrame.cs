using System.Text.Json;
using Fairlead.Attempts;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>An error under a status of success: alone, beside choices, or amid a stream.</summary>
internal static class ErrorFrame
{
    /// <summary>Throws where the frame holds an error.</summary>
    /// <exception cref="UpstreamException">It does.</exception>
    public static void ThrowIfError(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new UpstreamException(FailureKind.MalformedResponse, 200, "the answer is not a JSON object");
        }

        if (root.TryGetProperty("error"u8, out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
        {
            // The provider's own text may quote the prompt: the code and the type are enough.
            var what = error.Text("code"u8) ?? error.Number("code"u8)?.ToString(null, null) ?? error.Text("type"u8);
            throw new UpstreamException(
                FailureKind.MalformedResponse,
                200,
                what is null ? "the answer is an error after status 200" : $"the answer is an error after status 200: {what}");
        }
    }
}
