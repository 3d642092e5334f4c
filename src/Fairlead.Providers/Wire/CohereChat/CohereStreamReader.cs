using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Reads the events of a stream. A mark may follow them that is no event (<c>[DONE]</c>, recorded).</summary>
internal sealed class CohereStreamReader(AnswerSink sink) : AnswerStreamReader(sink)
{
    private readonly Dictionary<long, int> _numbers = [];
    private readonly HashSet<int> _empty = [];
    private int _calls;
    private bool _isOpen;

    protected override bool IsEndMark(ReadOnlySpan<byte> data) => data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        if (CohereErrors.Is(name, root))
        {
            Fail(CohereErrors.Of(JsonMarshal.GetRawUtf8Value(root)));
            return;
        }

        root.TryObject("delta"u8, out var delta);
        delta.TryObject("message"u8, out var message);
        switch (root.Text("type"u8))
        {
            case "message-start":
                Sink.On(new StreamEvent(StreamEventKind.Start) { Id = root.Text("id"u8) });
                break;
            case "content-start":
                ClosePart();
                Content(message);
                break;
            case "content-delta":
                Content(message);
                Logprobs(root);
                break;
            case "tool-plan-delta":
                Text(StreamEventKind.Reasoning, message, "tool_plan"u8);
                break;
            case "tool-call-start":
                ClosePart();
                Call(root, message);
                break;
            case "tool-call-delta":
                Arguments(root, message);
                break;
            case "tool-call-end":
                EndCall(root);
                break;
            case "citation-start" when message.TryObject("citations"u8, out var citation) && CohereCitations.IsOfText(citation):
                Sink.On(new StreamEvent(StreamEventKind.Citation) { Citation = CohereCitations.Read(citation) });
                break;
            case "message-end":
                End(delta);
                break;
        }
    }

    private void Content(JsonElement message)
    {
        if (message.TryObject("content"u8, out var content))
        {
            Text(StreamEventKind.Reasoning, content, "thinking"u8);
            Text(StreamEventKind.Text, content, "text"u8);
        }
    }

    private void Text(StreamEventKind kind, JsonElement element, ReadOnlySpan<byte> member)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && Utf8(value) is { IsEmpty: false } text)
        {
            _isOpen = true;
            Sink.On(new StreamEvent(kind) { Text = text });
        }
    }

    // Beside the delta, of its text.
    private void Logprobs(JsonElement root)
    {
        if (root.TryObject("logprobs"u8, out var piece))
        {
            Sink.On(new StreamEvent(StreamEventKind.Logprobs) { Text = CohereLogprobs.Read(piece).Span });
        }
    }

    private void Call(JsonElement root, JsonElement message)
    {
        if (!message.TryObject("tool_calls"u8, out var call) || !call.TryObject("function"u8, out var function) || function.Text("name"u8) is not { } tool)
        {
            throw new WireException("a tool call has no 'function'");
        }

        Sink.On(new StreamEvent(StreamEventKind.ToolCall) { Tool = _calls, Id = call.Text("id"u8), Name = tool });
        _numbers[root.Number("index"u8) ?? _calls] = _calls;
        _empty.Add(_calls++);
        Arguments(root, message);
    }

    private void Arguments(JsonElement root, JsonElement message)
    {
        if (_calls == 0
            || !message.TryObject("tool_calls"u8, out var call)
            || !call.TryObject("function"u8, out var function)
            || !function.TryGetProperty("arguments"u8, out var value))
        {
            return;
        }

        var arguments = Utf8(value);
        var number = NumberOf(root);
        if (arguments.IsEmpty || _empty.Contains(number) && CohereCalls.IsNone(arguments))
        {
            return;
        }

        _empty.Remove(number);
        Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = number, Text = arguments });
    }

    private void EndCall(JsonElement root)
    {
        if (_calls > 0 && NumberOf(root) is var number && _empty.Remove(number))
        {
            Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = number, Text = CohereCalls.None.Span });
        }

        Sink.On(new StreamEvent(StreamEventKind.PartEnd));
    }

    private int NumberOf(JsonElement root) => root.Number("index"u8) is { } index && _numbers.TryGetValue(index, out var number) ? number : _calls - 1;

    // Not at the end of the piece: citations of it may follow.
    private void ClosePart()
    {
        if (_isOpen)
        {
            _isOpen = false;
            Sink.On(new StreamEvent(StreamEventKind.PartEnd));
        }
    }

    private void End(JsonElement delta)
    {
        if (delta.Text("error"u8) is not null)
        {
            Fail(CohereErrors.Of(FailureKind.ServerError));
            return;
        }

        IsWhole = true;
        var reason = delta.Text("finish_reason"u8);
        Sink.On(new StreamEvent(StreamEventKind.Finish) { Finish = CohereFinish.Read(reason, _calls > 0), NativeFinish = reason });
        if (delta.TryObject("usage"u8, out var usage) && CohereUsage.Read(usage) is { } read)
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = read });
        }
    }
}
