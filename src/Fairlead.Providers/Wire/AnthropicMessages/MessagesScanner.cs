using System.Text.Json;
using Fairlead.Providers.Streaming;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>
/// Watches a Messages stream that is relayed. Once content has come, the pieces of it are passed over unread. Changes nothing and, once warm, allocates nothing.
/// </summary>
internal sealed class MessagesScanner : SseWatch
{
    private bool _stopped;

    public override bool IsWhole => _stopped || FinishSeen;

    public override void Reset()
    {
        base.Reset();
        _stopped = false;
    }

    protected override void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        // Anthropic names its events; some that speak its format leave the name to the data.
        name = name.IsEmpty ? TypeOf(data) : name;
        if (name.SequenceEqual("content_block_delta"u8))
        {
            Events++;
            ContentSeen = ContentSeen || HasText(data);
        }
        else if (name.SequenceEqual("content_block_start"u8))
        {
            ContentSeen = ContentSeen || IsContent(data);
        }
        else if (name.SequenceEqual("message_start"u8))
        {
            ReadUsage(data);
        }
        else if (name.SequenceEqual("message_delta"u8))
        {
            ReadUsage(data);
            Finish(data);
        }
        else if (name.SequenceEqual("message_stop"u8))
        {
            _stopped = true;
        }
        else if (name.SequenceEqual("error"u8))
        {
            OnError(data);
        }
    }

    // The member by the same name that stands in no other: a delta has a type too.
    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String)
                {
                    return reader.ValueSpan;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // No event that is known.
        }

        return default;
    }

    // Text, thought or arguments; a signature alone says nothing.
    private static bool HasText(ReadOnlySpan<byte> data) =>
        IsText(data, "\"text\""u8) || IsText(data, "\"thinking\""u8) || IsText(data, "\"partial_json\""u8);

    private static bool IsText(ReadOnlySpan<byte> data, ReadOnlySpan<byte> member)
    {
        var at = JsonKey.ValueOf(data, member, 0);
        return at >= 0 && at + 1 < data.Length && data[at] == (byte)'"' && data[at + 1] != (byte)'"';
    }

    // A text or a thought begins empty; whatever else begins is content.
    private static bool IsContent(ReadOnlySpan<byte> data)
    {
        var block = JsonKey.ValueOf(data, "\"content_block\""u8, 0);
        if (block < 0)
        {
            return false;
        }

        var type = JsonKey.ValueOf(data, "\"type\""u8, block);
        var isTold = type >= 0 && (data[type..].StartsWith("\"text\""u8) || data[type..].StartsWith("\"thinking\""u8));
        return !isTold || HasText(data[block..]);
    }

    private void Finish(ReadOnlySpan<byte> data)
    {
        var at = JsonKey.ValueOf(data, "\"stop_reason\""u8, 0);
        if (at < 0 || data[at] != (byte)'"')
        {
            return;
        }

        var reason = data[(at + 1)..];
        FinishSeen = true;
        IsFiltered |= !ContentSeen && reason.StartsWith("refusal\""u8);
        // An answer that says nothing may end so, and be tried elsewhere; any other reason is an answer by itself.
        ContentSeen |= !reason.StartsWith("end_turn\""u8) && !reason.StartsWith("stop_sequence\""u8);
    }

    // The input is told at the start, the output at the end, which may repeat the input.
    private void ReadUsage(ReadOnlySpan<byte> data)
    {
        var at = JsonKey.ValueOf(data, "\"usage\""u8, 0);
        if (at >= 0 && data[at] == (byte)'{' && UsageJson.TryRead(data[at..], out var usage))
        {
            Usage = new TokenUsage(
                Math.Max(Usage.InputTokens, usage.InputTokens),
                Math.Max(Usage.OutputTokens, usage.OutputTokens),
                Math.Max(Usage.CachedTokens, usage.CachedTokens),
                WrittenTokens: Math.Max(Usage.WrittenTokens, usage.WrittenTokens));
            UsageSeen = true;
        }
    }
}
