using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>How an answer ended: <c>status</c> and <c>incomplete_details</c>, both ways.</summary>
internal static class ResponsesStatus
{
    /// <summary>The reason.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="hasCalls">Whether it calls tools of the client's.</param>
    /// <param name="native">The reason in OpenAI's word.</param>
    public static FinishReason Read(JsonElement response, bool hasCalls, out string? native)
    {
        native = response.Text("status"u8);
        if (response.TryObject("incomplete_details"u8, out var details) && details.Text("reason"u8) is { } reason)
        {
            native = reason;
        }

        return native switch
        {
            "max_output_tokens" or "max_tokens" or "incomplete" => FinishReason.Length,
            "content_filter" => FinishReason.ContentFilter,
            "failed" or "cancelled" => FinishReason.Error,
            "in_progress" or "queued" => FinishReason.None,
            _ => hasCalls ? FinishReason.ToolCalls : FinishReason.Stop,
        };
    }

    /// <summary>The status.</summary>
    public static ReadOnlySpan<byte> Of(FinishReason finish) => finish switch
    {
        FinishReason.Length or FinishReason.ContextWindow or FinishReason.ContentFilter or FinishReason.Pause => "incomplete"u8,
        FinishReason.Error => "failed"u8,
        _ => "completed"u8,
    };

    /// <summary>Writes <c>incomplete_details</c>.</summary>
    public static void WriteDetails(Utf8JsonWriter json, FinishReason finish)
    {
        if (!Of(finish).SequenceEqual("incomplete"u8))
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, finish == FinishReason.ContentFilter ? "content_filter"u8 : "max_output_tokens"u8);
        json.WriteEndObject();
    }
}
