using System.Text;
using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Watches a Responses stream that is relayed as it is: looks at the names of events, and into those few that tell more. Once warm, allocates nothing.</summary>
internal sealed class ResponsesScanner : SseWatch
{
    private PooledBytes _id;
    private byte[]? _seal;
    private int _sealed;
    private bool _ended;

    public override bool IsWhole => _ended;

    // Made a text for whoever asks, at the end of a stream.
    public override string? AnswerId => _id.Length > 0 ? Encoding.UTF8.GetString(_id.Span) : null;

    public override ReadOnlySpan<byte> Sealed => _seal.AsSpan(0, _sealed);

    public override UpstreamFailure ErrorOf(in ReasonContext context)
    {
        var failure = base.ErrorOf(context);
        return failure.Kind == FailureKind.MalformedResponse ? failure with { Kind = FailureKind.ServerError } : failure;
    }

    public override void Reset()
    {
        base.Reset();
        _id.Clear();
        _sealed = 0;
        _ended = false;
    }

    public override void Dispose()
    {
        base.Dispose();
        _id.Return();
    }

    protected override void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Events++;
        if (name.IsEmpty)
        {
            // Imitators that name no events still type them.
            IsText(data, "\"type\""u8, out name);
        }

        On(name, data);
    }

    // What is so long is not looked into: its name tells the rest.
    protected override void OnLongEvent(ReadOnlySpan<byte> name)
    {
        Events++;
        On(name, default);
    }

    private void On(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.EndsWith(".delta"u8))
        {
            ContentSeen |= !ContentSeen && JsonKey.ValueOf(data, "\"delta\""u8, 0) is >= 0 and var at && !data[at..].StartsWith("\"\""u8);
        }
        else if (type.SequenceEqual("response.output_item.added"u8))
        {
            // A call is one from its beginning; a message may stay empty.
            ContentSeen |= !ContentSeen && data.IndexOf("_call\""u8) >= 0;
        }
        else if (type.SequenceEqual("response.output_item.done"u8))
        {
            var isSealed = IsText(data, "\"encrypted_content\""u8, out var text);
            Keep(text);
            ContentSeen |= !ContentSeen && (isSealed || data.IndexOf("\"reasoning\""u8) < 0);
        }
        else if (type.SequenceEqual("response.created"u8))
        {
            if (JsonKey.ValueOf(data, "\"response\""u8, 0) is >= 0 and var response && IsText(data[response..], "\"id\""u8, out var id))
            {
                _id.Clear();
                _id.Append(id);
            }
        }
        else if (type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.cancelled"u8))
        {
            _ended = FinishSeen = true;
            ReadUsage(data);
        }
        else if (type.SequenceEqual("response.incomplete"u8))
        {
            _ended = FinishSeen = true;
            IsFiltered |= !ContentSeen && data.IndexOf("\"content_filter\""u8) >= 0;
            ContentSeen = true;
            ReadUsage(data);
        }
        else if (type.SequenceEqual("error"u8))
        {
            OnError(data);
        }
        else if (type.SequenceEqual("response.failed"u8))
        {
            ReadUsage(data);
            OnError(JsonKey.ValueOf(data, "\"response\""u8, 0) is >= 0 and var response ? data[response..] : data);
        }
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            _seal ??= new byte[AffinityKey.SealBytes];
            _sealed = Math.Min(text.Length, _seal.Length);
            text[^_sealed..].CopyTo(_seal);
        }
    }

    private void ReadUsage(ReadOnlySpan<byte> data)
    {
        for (var at = JsonKey.ValueOf(data, "\"usage\""u8, 0); at >= 0; at = JsonKey.ValueOf(data, "\"usage\""u8, at))
        {
            if (data[at] == (byte)'{' && UsageJson.TryRead(data[at..], out var usage))
            {
                Usage = usage;
                UsageSeen = true;
            }
        }
    }

    // A text that is not empty, up to its first quote: ids and types have no escapes.
    private static bool IsText(ReadOnlySpan<byte> data, ReadOnlySpan<byte> quotedName, out ReadOnlySpan<byte> text)
    {
        text = default;
        var at = JsonKey.ValueOf(data, quotedName, 0);
        if (at < 0 || data[at] != (byte)'"')
        {
            return false;
        }

        var rest = data[(at + 1)..];
        var end = rest.IndexOf((byte)'"');
        text = end < 0 ? default : rest[..end];
        return end > 0;
    }
}
