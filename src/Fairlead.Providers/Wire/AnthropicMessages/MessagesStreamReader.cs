using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Reads the events of a Messages stream. What an event is stands in its data: some servers leave out the name.</summary>
internal sealed class MessagesStreamReader(AnswerSink sink) : AnswerStreamReader(sink)
{
    private readonly Dictionary<long, MessagesStreamBlock> _blocks = [];
    private readonly List<Citation> _held = [];
    private MessagesUsage _usage;
    private int _calls;
    private bool _textIsOpen;
    private bool _thoughtIsOpen;

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        switch (root.Text("type"u8))
        {
            case "message_start":
                Start(root);
                break;
            case "content_block_start" when root.TryObject("content_block"u8, out var block):
                Begin(block, IndexOf(root));
                break;
            case "content_block_delta" when root.TryObject("delta"u8, out var delta):
                Delta(delta, IndexOf(root));
                break;
            case "content_block_stop":
                Close(IndexOf(root));
                break;
            case "message_delta":
                Finish(root);
                break;
            case "message_stop":
                IsWhole = true;
                break;
            case "error":
                Fail(JsonMarshal.GetRawUtf8Value(root));
                break;
            case null when root.TryGetProperty("error"u8, out _):
                Fail(JsonMarshal.GetRawUtf8Value(root));
                break;
        }
    }

    private static long IndexOf(JsonElement root) => root.Number("index"u8) ?? 0;

    private void Start(JsonElement root)
    {
        root.TryObject("message"u8, out var message);
        Sink.On(new StreamEvent(StreamEventKind.Start) { Id = message.Text("id"u8), Name = message.Text("model"u8) });
        if (message.TryObject("usage"u8, out var usage))
        {
            Usage(usage);
        }
    }

    private void Begin(JsonElement block, long index)
    {
        var kind = MessagesBlockKind.Told;
        _textIsOpen = _thoughtIsOpen = false;
        switch (block.Text("type"u8))
        {
            case "text":
                Text(StreamEventKind.Text, block, "text"u8);
                break;
            case "thinking":
                Text(StreamEventKind.Reasoning, block, "thinking"u8);
                Sign(block);
                break;
            case "redacted_thinking":
                if (block.TryGetProperty("data"u8, out var data) && Utf8(data) is { IsEmpty: false } hidden)
                {
                    Sink.On(new StreamEvent(StreamEventKind.EncryptedReasoning) { State = new SignedState(SignedBy.Anthropic, new Utf8Text(hidden.ToArray())) });
                }

                break;
            case "tool_use":
                kind = block.Text("name"u8) == MessagesOutput.ToolName ? MessagesBlockKind.Answer : MessagesBlockKind.Call;
                break;
            default:
                kind = MessagesBlockKind.Own;
                break;
        }

        var start = kind == MessagesBlockKind.Told ? default : new RawJson(JsonMarshal.GetRawUtf8Value(block).ToArray());
        _blocks[index] = new MessagesStreamBlock(kind, start, _calls);
        if (kind == MessagesBlockKind.Call)
        {
            Sink.On(new StreamEvent(StreamEventKind.ToolCall) { Tool = _calls++, Id = block.Text("id"u8), Name = block.Text("name"u8) });
            if (block.TryObject("input"u8, out var input) && input.EnumerateObject().Any())
            {
                // Imitators tell the arguments at once.
                Input(JsonMarshal.GetRawUtf8Value(input), index);
            }
        }
    }

    private void Delta(JsonElement delta, long index)
    {
        switch (delta.Text("type"u8))
        {
            case "text_delta":
                Text(StreamEventKind.Text, delta, "text"u8);
                break;
            case "thinking_delta":
                Text(StreamEventKind.Reasoning, delta, "thinking"u8);
                break;
            case "signature_delta":
                Sign(delta);
                break;
            case "citations_delta" when delta.TryObject("citation"u8, out var citation):
                _held.Add(MessagesCitations.ReadOne(citation));
                Release();
                break;
            case "input_json_delta":
                if (delta.TryGetProperty("partial_json"u8, out var json))
                {
                    Input(Utf8(json), index);
                }

                break;
            default:
                if (_blocks.TryGetValue(index, out var block) && block.Kind == MessagesBlockKind.Own)
                {
                    block.Add(delta);
                }

                break;
        }
    }

    private void Text(StreamEventKind kind, JsonElement from, ReadOnlySpan<byte> member)
    {
        if (from.TryGetProperty(member, out var value) && Utf8(value) is { IsEmpty: false } text)
        {
            _textIsOpen = kind == StreamEventKind.Text;
            _thoughtIsOpen = kind == StreamEventKind.Reasoning;
            Sink.On(new StreamEvent(kind) { Text = text });
            Release();
        }
    }

    // A citation may come before the text that rests on it.
    private void Release()
    {
        if (!_textIsOpen)
        {
            return;
        }

        foreach (var citation in _held)
        {
            Sink.On(new StreamEvent(StreamEventKind.Citation) { Citation = citation });
        }

        _held.Clear();
    }

    private void Sign(JsonElement from)
    {
        if (from.TryGetProperty("signature"u8, out var value) && Utf8(value) is { IsEmpty: false } signature)
        {
            if (!_thoughtIsOpen)
            {
                // A thought that is not shown, and signed all the same.
                Sink.On(new StreamEvent(StreamEventKind.Reasoning));
            }

            Sink.On(new StreamEvent(StreamEventKind.Signature) { State = new SignedState(SignedBy.Anthropic, new Utf8Text(signature.ToArray())) });
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
            case MessagesBlockKind.Call:
                Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = block.Tool, Text = text });
                break;
            case MessagesBlockKind.Answer:
                Sink.On(new StreamEvent(StreamEventKind.Text) { Text = text });
                break;
            case MessagesBlockKind.Own:
                block.Add(text);
                break;
        }
    }

    private void Close(long index)
    {
        if (_blocks.Remove(index, out var block))
        {
            End(block);
        }

        _textIsOpen = false;
        _held.Clear();
        Sink.On(new StreamEvent(StreamEventKind.PartEnd));
    }

    private void End(MessagesStreamBlock block)
    {
        if (block is { Kind: MessagesBlockKind.Call, HasInput: false })
        {
            Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = block.Tool, Text = ToolArguments.None.Span });
        }
        else if (block.Kind == MessagesBlockKind.Own)
        {
            Sink.On(new StreamEvent(StreamEventKind.Opaque) { Part = block.Whole() });
        }
    }

    private void Finish(JsonElement root)
    {
        foreach (var block in _blocks.Values)
        {
            End(block);
        }

        _blocks.Clear();
        if (root.TryObject("usage"u8, out var usage))
        {
            Usage(usage);
        }

        Extras(root);
        if (root.TryObject("delta"u8, out var delta))
        {
            Extras(delta);
            if (delta.Text("stop_reason"u8) is { } reason)
            {
                IsWhole = true;
                Sink.On(new StreamEvent(StreamEventKind.Finish)
                {
                    Finish = MessagesFinish.Read(reason, _calls > 0),
                    NativeFinish = reason,
                    StopSequence = delta.Text("stop_sequence"u8),
                });
            }
        }
    }

    private void Extras(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (MessagesAnswerReader.IsExtra(member))
            {
                Sink.On(new StreamEvent(StreamEventKind.Extra) { Choice = -1, Name = member.Name, Text = JsonMarshal.GetRawUtf8Value(member.Value) });
            }
        }
    }

    private void Usage(JsonElement usage)
    {
        if (_usage.Read(usage))
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = _usage.Value });
        }
    }
}
