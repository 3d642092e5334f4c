using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>One candidate of a stream that is read: what has come of it, and the call that is not whole yet.</summary>
internal sealed class GeminiCandidate(int index, AnswerSink sink)
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private GeminiPartialArguments? _open;
    private bool _textIsOpen;
    private bool _thoughtIsOpen;

    /// <summary>Which candidate, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>How many calls have come.</summary>
    public int Calls { get; private set; }

    /// <summary>Tells text or a thought.</summary>
    public void Text(ReadOnlySpan<byte> text, bool isThought, SignedState signature)
    {
        // A text without anything comes with the reason to finish; only its signature says something.
        if (text.IsEmpty && !signature.IsPresent)
        {
            return;
        }

        EndCall();
        if (isThought ? _textIsOpen : _thoughtIsOpen)
        {
            sink.On(new StreamEvent(StreamEventKind.PartEnd) { Choice = Index });
        }

        (_textIsOpen, _thoughtIsOpen) = (!isThought, isThought);
        sink.On(new StreamEvent(isThought ? StreamEventKind.Reasoning : StreamEventKind.Text) { Choice = Index, Text = text });
        if (!isThought)
        {
            _text.Write(text);
        }

        if (signature.IsPresent)
        {
            sink.On(new StreamEvent(StreamEventKind.Signature) { Choice = Index, State = signature });
        }
    }

    /// <summary>A call is not whole yet.</summary>
    public bool HasOpenCall => _open is not null;

    /// <summary>Tells a call that came whole.</summary>
    /// <param name="name">The function.</param>
    /// <param name="id">Its id; null where it has none.</param>
    /// <param name="arguments">The arguments, an object.</param>
    public void Call(string name, string? id, ReadOnlySpan<byte> arguments)
    {
        ClosePart();
        sink.On(new StreamEvent(StreamEventKind.ToolCall) { Choice = Index, Tool = Calls++, Id = id, Name = name, State = SignedState.None });
        End(arguments);
    }

    /// <summary>Tells a call, or takes a piece of one.</summary>
    public void Call(JsonElement call, SignedState signature)
    {
        var name = call.Word("name"u8);
        if (name is not null || _open is null)
        {
            EndCall();
            ClosePart();
            sink.On(new StreamEvent(StreamEventKind.ToolCall) { Choice = Index, Tool = Calls++, Id = call.Word("id"u8), Name = name ?? "", State = signature });
            _open = new GeminiPartialArguments();
        }

        _open.Add(call);
        if (!(call.TryMember("willContinue"u8, out var more) && more.ValueKind == JsonValueKind.True))
        {
            if (call.TryObjectMember("args"u8, out var arguments))
            {
                _open = null;
                End(JsonMarshal.GetRawUtf8Value(arguments));
            }
            else
            {
                EndCall();
            }
        }
    }

    /// <summary>Tells a part that came whole.</summary>
    public void Whole(Part part)
    {
        EndCall();
        ClosePart();
        switch (part)
        {
            case MediaPart or OpaquePart:
                sink.On(new StreamEvent(part is MediaPart ? StreamEventKind.Media : StreamEventKind.Opaque) { Choice = Index, Part = part });
                if (part.Signature.IsPresent && part is MediaPart)
                {
                    sink.On(new StreamEvent(StreamEventKind.Signature) { Choice = Index, State = part.Signature });
                }

                break;
            case TextPart or ReasoningPart:
                Text(default, part is ReasoningPart, part.Signature);
                break;
        }
    }

    /// <summary>The call that is not whole is as whole as it will be.</summary>
    public void EndCall()
    {
        if (_open is { } open)
        {
            _open = null;
            End(open.Whole().Span);
        }
    }

    /// <summary>What the text rests on, as far as this piece says it.</summary>
    public List<Citation> Cite(JsonElement candidate)
    {
        var citations = new List<Citation>();
        if (_text.WrittenCount > 0)
        {
            GeminiGrounding.Read(candidate, _text.WrittenSpan, citations);
        }

        return citations;
    }

    private void End(ReadOnlySpan<byte> arguments)
    {
        sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Choice = Index, Tool = Calls - 1, Text = arguments });
        sink.On(new StreamEvent(StreamEventKind.PartEnd) { Choice = Index });
    }

    private void ClosePart()
    {
        if (_textIsOpen || _thoughtIsOpen)
        {
            (_textIsOpen, _thoughtIsOpen) = (false, false);
            sink.On(new StreamEvent(StreamEventKind.PartEnd) { Choice = Index });
        }
    }
}
