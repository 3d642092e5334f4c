using System.Buffers;

namespace Fairlead.Providers.Translation;

/// <summary>Gathers the events of one of an answer's choices into its parts.</summary>
internal sealed class ChoiceCollector(AnswerChoice choice)
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<Citation> _citations = [];
    private readonly List<OpenCall> _calls = [];
    private readonly ArrayBufferWriter<byte> _logprobs = new();
    private readonly SoundPieces _sound = new();
    private StreamEventKind _open = StreamEventKind.End;
    private SignedState _signature;
    private string? _id;

    public void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Text or StreamEventKind.Reasoning or StreamEventKind.Refusal:
                Append(item);
                break;
            case StreamEventKind.EncryptedReasoning:
                ClosePart();
                choice.Parts.Add(new ReasoningPart(new Utf8Text(item.Text.ToArray())) { IsEncrypted = true, Id = item.Id, Signature = item.State });
                break;
            case StreamEventKind.Signature:
                Sign(item.State);
                break;
            case StreamEventKind.Citation:
                _citations.Add(item.Citation!);
                break;
            case StreamEventKind.ToolCall:
                ClosePart();
                Call(item.Tool, item.Id ?? "", item.Name ?? "", item.IsCustom).State = item.State;
                break;
            case StreamEventKind.ToolArguments:
                Call(item.Tool, "", "", false).Arguments.Write(item.Text);
                break;
            case StreamEventKind.Media when SoundPieces.IsPiece(item.Part!):
                Append((MediaPart)item.Part!);
                break;
            case StreamEventKind.Media or StreamEventKind.Opaque:
                ClosePart();
                choice.Parts.Add(item.Part!);
                break;
            case StreamEventKind.Extra:
                AnswerCollector.Keep(choice.Extras, item);
                break;
            case StreamEventKind.Logprobs:
                AppendLogprobs(item.Text);
                break;
            case StreamEventKind.PartEnd:
                ClosePart();
                break;
            case StreamEventKind.Finish:
                choice.Finish = item.Finish;
                choice.NativeFinish = item.NativeFinish;
                choice.StopSequence = item.StopSequence;
                break;
        }
    }

    /// <summary>The stream is over.</summary>
    public void Close()
    {
        CiteLast();
        ClosePart();
        foreach (var call in _calls)
        {
            if (call.Index >= 0)
            {
                choice.Parts[call.Index] = new ToolCallPart(call.Id, call.Name, new Utf8Text(call.Arguments.WrittenMemory)) { IsCustom = call.IsCustom, Signature = call.State };
            }
        }

        if (_logprobs.WrittenCount > 0)
        {
            _logprobs.Write("]"u8);
            choice.Logprobs = new RawJson(_logprobs.WrittenMemory.ToArray());
        }
    }

    private void Append(in StreamEvent item)
    {
        if (_open != item.Kind)
        {
            ClosePart();
            _open = item.Kind;
        }

        _id ??= item.Id;
        _text.Write(item.Text);
    }

    private void Append(MediaPart piece)
    {
        if (!_sound.Continues(piece))
        {
            ClosePart();
            _open = StreamEventKind.Media;
        }

        _sound.Add(piece);
    }

    private void Sign(SignedState state)
    {
        if (state.By == SignedBy.OpenRouter && _open != StreamEventKind.Reasoning)
        {
            // Its details are the thoughts', whatever was told last, and whether any of them was shown.
            if (choice.Parts.FindLast(static part => part is ReasoningPart) is { } thought)
            {
                thought.Signature = state;
            }
            else
            {
                choice.Parts.Add(new ReasoningPart(default) { Signature = state });
            }
        }
        else if (_open != StreamEventKind.End)
        {
            _signature = state;
        }
        else if (choice.Parts.Count > 0)
        {
            choice.Parts[^1].Signature = state;
        }
    }

    // Google tells what the text rests on at the very end.
    private void CiteLast()
    {
        var at = choice.Parts.FindLastIndex(static part => part is TextPart);
        if (_citations.Count > 0 && _open != StreamEventKind.Text && at >= 0 && choice.Parts[at] is TextPart text)
        {
            choice.Parts[at] = new TextPart(text.Text) { Citations = [.. text.Citations, .. _citations], Signature = text.Signature };
        }
    }

    private void ClosePart()
    {
        var text = new Utf8Text(_text.WrittenSpan.ToArray());
        Part? part = _open switch
        {
            StreamEventKind.Text when !text.IsEmpty || _signature.IsPresent => new TextPart(text) { Citations = [.. _citations] },
            StreamEventKind.Reasoning when !text.IsEmpty || _signature.IsPresent => new ReasoningPart(text) { Id = _id },
            StreamEventKind.Refusal when !text.IsEmpty => new RefusalPart(text),
            StreamEventKind.Media => _sound.Take(),
            _ => null,
        };
        if (part is not null)
        {
            part.Signature = _signature;
            choice.Parts.Add(part);
        }

        _open = StreamEventKind.End;
        _signature = SignedState.None;
        _id = null;
        _text.ResetWrittenCount();
        _citations.Clear();
    }

    private OpenCall Call(int index, string id, string name, bool custom)
    {
        while (_calls.Count <= index)
        {
            _calls.Add(new OpenCall());
        }

        var call = _calls[index];
        if (call.Index < 0)
        {
            call.Index = choice.Parts.Count;
            (call.Id, call.Name, call.IsCustom) = (id, name, custom);
            choice.Parts.Add(new ToolCallPart(id, name, default));
        }

        return call;
    }

    private void AppendLogprobs(ReadOnlySpan<byte> array)
    {
        var items = array.Trim(" \t\r\n"u8);
        if (items.Length <= 2)
        {
            return;
        }

        _logprobs.Write(_logprobs.WrittenCount == 0 ? "["u8 : ","u8);
        _logprobs.Write(items[1..^1]);
    }

    private sealed class OpenCall
    {
        public int Index { get; set; } = -1;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public bool IsCustom { get; set; }

        public SignedState State { get; set; }

        public ArrayBufferWriter<byte> Arguments { get; } = new();
    }
}
