using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>The failures on the way to an answer, as a JSON list: <c>x-litellm-fallback-errors</c>, sent when the request asks with <c>include_fallback_errors</c>.</summary>
internal static class FallbackErrors
{
    public const string Name = "x-litellm-fallback-errors";

    /// <summary>Letters of one message. Each may take six bytes, since all but plain ASCII is escaped.</summary>
    private const int MaxMessage = 160;

    /// <summary>No failure is begun after so many bytes; with the longest one the list stays under half of the 4 KB some proxies allow for all headers of an answer.</summary>
    private const int Enough = 900;

    /// <summary>Adds the header where it is asked for and something failed.</summary>
    public static void Add(RelayContext relay, RouteSession session)
    {
        if (relay.View.FallbackErrors && Compose(session.Failures) is { } errors)
        {
            relay.Http.Response.Headers[Name] = errors;
        }
    }

    /// <summary><c>[{"message","type","param","code"},…]</c> in the order they happened, in visible ASCII; null where nothing failed.</summary>
    public static string? Compose(IReadOnlyList<AttemptRecord> attempts)
    {
        var output = new ArrayBufferWriter<byte>(512);

        // The default encoder leaves nothing that is no visible ASCII.
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        var any = false;
        foreach (var attempt in attempts)
        {
            if (attempt.Failure is FailureKind.None or FailureKind.Lost or FailureKind.Cancelled)
            {
                continue;
            }

            any = true;
            var answer = FailureAnswer.For(attempt.Failure);
            json.WriteStartObject();
            json.WriteString("message"u8, Message(attempt));
            json.WriteString("type"u8, answer.Type);
            json.WriteString("param"u8, answer.Param);
            json.WriteString("code"u8, answer.Code);
            json.WriteEndObject();
            if (json.BytesCommitted + json.BytesPending > Enough)
            {
                break;
            }
        }

        json.WriteEndArray();
        json.Flush();
        return any ? Encoding.ASCII.GetString(output.WrittenSpan) : null;
    }

    /// <summary>Who failed and how; reasons hold no prompt and no secret.</summary>
    private static string Message(AttemptRecord attempt)
    {
        var text = $"{attempt.ModelGroup} at {attempt.DeploymentId}: {attempt.Failure}";
        text += attempt.Status > 0 ? $", status {HeaderText.Number(attempt.Status)}" : "";
        text += attempt.Reason is { } reason ? $", {reason}" : "";
        return text.Length > MaxMessage ? string.Concat(text.AsSpan(0, MaxMessage - 3), "...") : text;
    }
}
