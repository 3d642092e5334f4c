using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads the events of a ConverseStream. The usage comes after the reason to stop.</summary>
internal sealed class ConverseStreamReader(AnswerSink sink, SignedBy signs) : AnswerStreamReader(sink)
{
    private readonly Dictionary<long, ConverseBlock> _blocks = [];
    private readonly List<Citation> _held = [];
    private int _calls;
    private bool _textIsOpen;
    private bool _thoughtIsOpen;

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        if (name.SequenceEqual("contentBlockDelta"u8))
        {
            if (root.TryObject("delta"u8, out var delta))
            {
                Delta(delta, IndexOf(root));
            }
        }
        else if (name.SequenceEqual("contentBlockStart"u8))
        {
            if (root.TryObject("start"u8, out var start))
            {
                Begin(start, IndexOf(root));
            }
        }
        else if (name.SequenceEqual("contentBlockStop"u8))
        {
            Close(IndexOf(root));
        }
        else if (name.SequenceEqual("messageStart"u8))
        {
            Sink.On(new StreamEvent(StreamEventKind.Start));
        }
        else if (name.SequenceEqual("messageStop"u8))
        {
            Stop(root);
        }
        else if (name.SequenceEqual("metadata"u8))
        {
            Metadata(root);
        }
        else if (ConverseErrors.IsError(name))
        {
            Fail(ConverseErrors.Of(name, JsonMarshal.GetRawUtf8Value(root)));
        }
    }

    private static long IndexOf(JsonElement root) => root.Number("contentBlockIndex"u8) ?? 0;

    private void Begin(JsonElement start, long index)
    {
        if (ConverseBlock.Of(start, _calls) is not { } block)
        {
            return;
        }

        _blocks[index] = block;
        if (block.Kind == ConverseBlockKind.Call)
        {
            _calls++;
            Sink.On(new StreamEvent(StreamEventKind.ToolCall) { Tool = block.Tool, Id = block.Id, Name = block.Name });
        }
    }

    private void Delta(JsonElement delta, long index)
    {
        foreach (var member in delta.EnumerateObject())
        {
            if (member.NameEquals("text"u8))
            {
                Text(StreamEventKind.Text, Utf8(member.Value));
            }
            else if (member.NameEquals("toolUse"u8))
            {
                if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("input"u8, out var input))
                {
                    Input(Utf8(input), index);
                }
            }
            else if (member.NameEquals("reasoningContent"u8))
            {
                Reasoning(member.Value);
            }
            else if (member.NameEquals("citation"u8))
            {
                Cite(ConverseCitations.Read(member.Value));
            }
            else if (_blocks.TryGetValue(index, out var block))
            {
                // The result of a tool of the vendor's own, or a picture.
                block.Add(member.Value);
            }
        }
    }

    private void Input(ReadOnlySpan<byte> text, long index)
    {
        if (text.IsEmpty || !_blocks.TryGetValue(index, out var block))
        {
            return;
        }

        block.HasInput = true;
        switch (block.Kind)
        {
            case ConverseBlockKind.Call:
                Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = block.Tool, Text = text });
                break;
            case ConverseBlockKind.Answer:
                Text(StreamEventKind.Text, text);
                break;
            default:
                block.Add(text);
                break;
        }
    }

    private void Text(StreamEventKind kind, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        Sink.On(new StreamEvent(kind) { Text = text });
        _thoughtIsOpen = kind == StreamEventKind.Reasoning;
        _textIsOpen = kind == StreamEventKind.Text;
        if (_textIsOpen)
        {
            Release();
        }
    }

    private void Reasoning(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (content.TryGetProperty("text"u8, out var text))
        {
            Text(StreamEventKind.Reasoning, Utf8(text));
        }

        if (content.TryGetProperty("signature"u8, out var signature) && Utf8(signature) is { IsEmpty: false } signed)
        {
            if (!_thoughtIsOpen)
            {
                // A thought that is not shown, and signed all the same.
                Sink.On(new StreamEvent(StreamEventKind.Reasoning));
            }

            Sink.On(new StreamEvent(StreamEventKind.Signature) { State = new SignedState(signs, new Utf8Text(signed.ToArray())) });
        }

        if (content.TryGetProperty("redactedContent"u8, out var hidden) && Utf8(hidden) is { IsEmpty: false } redacted)
        {
            Sink.On(new StreamEvent(StreamEventKind.EncryptedReasoning) { State = ConverseThoughts.Redacted(redacted, signs) });
        }
    }

    // A citation may come before the text that rests on it.
    private void Cite(Citation citation)
    {
        _held.Add(citation);
        if (_textIsOpen)
        {
            Release();
        }
    }

    private void Release()
    {
        foreach (var citation in _held)
        {
            Sink.On(new StreamEvent(StreamEventKind.Citation) { Citation = citation });
        }

        _held.Clear();
    }

    private void Close(long index)
    {
        if (_blocks.Remove(index, out var block))
        {
            End(block);
        }

        Sink.On(new StreamEvent(StreamEventKind.PartEnd));
        _textIsOpen = _thoughtIsOpen = false;
        _held.Clear();
    }

    private void End(ConverseBlock block)
    {
        if (block is { Kind: ConverseBlockKind.Call, HasInput: false })
        {
            Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = block.Tool, Text = ToolArguments.None.Span });
        }
        else if (block.Whole() is { } part)
        {
            Sink.On(new StreamEvent(part is MediaPart ? StreamEventKind.Media : StreamEventKind.Opaque) { Part = part });
        }
    }

    private void Stop(JsonElement root)
    {
        foreach (var block in _blocks.Values)
        {
            End(block);
        }

        _blocks.Clear();
        var fields = root.TryObject("additionalModelResponseFields"u8, out var found);
        if (fields)
        {
            Extra("additionalModelResponseFields", found);
        }

        IsWhole = true;
        var reason = root.Text("stopReason"u8);
        Sink.On(new StreamEvent(StreamEventKind.Finish)
        {
            Finish = ConverseFinish.Read(reason, _calls > 0),
            NativeFinish = reason,
            StopSequence = fields ? ConverseAnswerReader.StopOf(found) : null,
        });
    }

    private void Metadata(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in root.EnumerateObject())
        {
            if (ConverseAnswerReader.IsExtra(member.Name))
            {
                Extra(member.Name, member.Value);
            }
        }

        if (root.TryGetProperty("usage"u8, out var usage) && ConverseUsage.Read(usage) is { } read)
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = read });
        }
    }

    private void Extra(string name, JsonElement value) =>
        Sink.On(new StreamEvent(StreamEventKind.Extra) { Choice = -1, Name = name, Text = JsonMarshal.GetRawUtf8Value(value) });
}
