using System.Text.Json;

namespace Fairlead.Providers.Streaming;

/// <summary>
/// Watches the streams of pictures, speech and transcriptions. Each event names its kind (<c>transcript.text.delta</c>, <c>image_generation.partial_image</c>), in its
/// name or its <c>type</c>, and the last one's ends in <c>.done</c> or <c>.completed</c>; servers that keep to chat's chunks end with <c>[DONE]</c>.
/// </summary>
/// <remarks>The last event of a picture is longer than any frame that is looked into: its name tells the end, and usage is searched for in the stream's bytes.</remarks>
internal sealed class TypedEventWatch : SseWatch
{
    private readonly JsonUsageScanner _usage = new();

    public override bool IsWhole => FinishSeen;

    public override void Push(ReadOnlySpan<byte> chunk)
    {
        _usage.Push(chunk);
        UsageSeen = _usage.UsageSeen;
        Usage = _usage.Usage;
        base.Push(chunk);
    }

    public override void Reset()
    {
        base.Reset();
        _usage.Reset();
    }

    public override void Dispose()
    {
        base.Dispose();
        _usage.Dispose();
    }

    protected override void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            FinishSeen = true;
            return;
        }

        Events++;
        if (IsError(data, out var kind) || name.SequenceEqual("error"u8))
        {
            OnError(data);
            return;
        }

        On(name.IsEmpty ? System.Text.Encoding.UTF8.GetBytes(kind) : name);
    }

    protected override void OnLongEvent(ReadOnlySpan<byte> name)
    {
        base.OnLongEvent(name);
        On(name);
    }

    private void On(ReadOnlySpan<byte> kind)
    {
        ContentSeen = true;
        FinishSeen |= kind.EndsWith(".done"u8) || kind.EndsWith(".completed"u8);
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
}
