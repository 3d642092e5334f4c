using System.Buffers;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>A text, refusal or thought that is being written: its end repeats the whole.</summary>
internal sealed class ResponsesOpenText
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly ArrayBufferWriter<byte> _logprobs = new();
    private readonly List<Citation> _citations = [];

    /// <summary>What it is; <see cref="StreamEventKind.End"/> where nothing is open.</summary>
    public StreamEventKind Kind { get; private set; } = StreamEventKind.End;

    public void Open(StreamEventKind kind) => Kind = kind;

    public void Append(ReadOnlySpan<byte> text) => _text.Write(text);

    /// <summary>Notes what the text rests on.</summary>
    /// <returns>Which annotation it is, from 0.</returns>
    public int Cite(Citation citation)
    {
        _citations.Add(citation);
        return _citations.Count - 1;
    }

    /// <summary>Notes probabilities, an array.</summary>
    public void AppendLogprobs(ReadOnlySpan<byte> array)
    {
        var items = array.Trim(" \t\r\n"u8);
        if (items.Length > 2)
        {
            _logprobs.Write(_logprobs.WrittenCount == 0 ? "["u8 : ","u8);
            _logprobs.Write(items[1..^1]);
        }
    }

    /// <summary>The part as it is now.</summary>
    public Part Part()
    {
        var text = new Utf8Text(_text.WrittenSpan.ToArray());
        return Kind == StreamEventKind.Refusal ? new RefusalPart(text) : new TextPart(text) { Citations = [.. _citations] };
    }

    /// <summary>Ends it.</summary>
    /// <param name="logprobs">The probabilities of its tokens; empty for none.</param>
    public Part Close(out RawJson logprobs)
    {
        var part = Part();
        logprobs = _logprobs.WrittenCount == 0 ? default : new RawJson((byte[])[.. _logprobs.WrittenSpan, (byte)']']);
        _text.ResetWrittenCount();
        _logprobs.ResetWrittenCount();
        _citations.Clear();
        Kind = StreamEventKind.End;
        return part;
    }

    /// <summary>A part's text.</summary>
    public static Utf8Text TextOf(Part part) => part is RefusalPart refusal ? refusal.Text : ((TextPart)part).Text;
}
