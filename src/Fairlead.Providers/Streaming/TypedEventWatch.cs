using System.Text.Json;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Streaming;

/// <summary>
/// Watches the streams of pictures, speech and transcriptions. Each event names its kind (<c>transcript.text.delta</c>, <c>image_generation.partial_image</c>), in its
/// name or its <c>type</c>, and the last one's ends in <c>.done</c> or <c>.completed</c>; servers that keep to chat's chunks end with <c>[DONE]</c>.
/// </summary>
/// <remarks>The last event of a picture is longer than any frame that is looked into: its name tells the end, and usage is searched for in the stream's bytes.</remarks>
internal sealed class TypedEventWatch : StreamWatch
{
    private readonly SseSplitter _events = new();
    private readonly JsonUsageScanner _usage = new();
    private readonly Handler _handler;
    private byte[] _error = [];

    public TypedEventWatch() => _handler = new Handler(this);

    public override bool IsWhole => FinishSeen;

    public override void Push(ReadOnlySpan<byte> chunk)
    {
        _usage.Push(chunk);
        UsageSeen = _usage.UsageSeen;
        Usage = _usage.Usage;
        _events.Push(chunk, _handler);
    }

    public override void Complete() => _events.Complete(_handler);

    public override UpstreamFailure ErrorOf(in ReasonContext context) => FailureClassifier.ClassifyFrame(_error, context);

    public override void Reset()
    {
        base.Reset();
        _events.Reset();
        _usage.Reset();
        _error = [];
    }

    public override void Dispose()
    {
        Reset();
        _events.Dispose();
        _usage.Dispose();
    }

    private void On(ReadOnlySpan<byte> kind)
    {
        ContentSeen = true;
        FinishSeen |= kind.EndsWith(".done"u8) || kind.EndsWith(".completed"u8);
    }

    private void OnError(ReadOnlySpan<byte> data)
    {
        if (!ErrorSeen)
        {
            ErrorSeen = true;
            ErrorBeforeContent = !ContentSeen;
            _error = data.ToArray();
        }
    }

    /// <summary>Reads an event's kind; true for an error.</summary>
    private static bool IsError(ReadOnlySpan<byte> data, out string kind)
    {
        kind = "";
        var reader = new Utf8JsonReader(data);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                var isError = reader.ValueTextEquals("error"u8);
                reader.Read();
                if (isError && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String)
                {
                    return true;
                }

                kind = isType && reader.TokenType == JsonTokenType.String ? reader.GetString()! : kind;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: passed on as it came, the client judges it.
        }

        return kind == "error";
    }

    private sealed class Handler(TypedEventWatch watch) : FrameHandler
    {
        public override void OnFrame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
        {
            if (data.SequenceEqual("[DONE]"u8))
            {
                watch.FinishSeen = true;
                return;
            }

            watch.Events++;
            if (IsError(data, out var kind) || name.SequenceEqual("error"u8))
            {
                watch.OnError(data);
                return;
            }

            watch.On(name.IsEmpty ? System.Text.Encoding.UTF8.GetBytes(kind) : name);
        }

        public override void OnLongFrame()
        {
            // Nothing so long is anything but content.
            watch.Events++;
            watch.ContentSeen = true;
        }

        public override void OnLongFrame(ReadOnlySpan<byte> name)
        {
            OnLongFrame();
            watch.On(name);
        }
    }
}
