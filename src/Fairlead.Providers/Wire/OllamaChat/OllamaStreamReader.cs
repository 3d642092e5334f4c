using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Reads the lines of a stream. The last one says that it is done, and counts.</summary>
internal sealed class OllamaStreamReader(AnswerSink sink) : AnswerStreamReader(sink)
{
    private bool _hasStarted;
    private int _calls;

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        if (OllamaErrors.Is(root))
        {
            Fail(OllamaErrors.Of(JsonMarshal.GetRawUtf8Value(root)));
            return;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("a line is no object");
        }

        if (!_hasStarted)
        {
            _hasStarted = true;
            Sink.On(new StreamEvent(StreamEventKind.Start) { Name = root.Text("model"u8), Created = OllamaAnswerReader.Created(root) });
        }

        if (root.TryObject("message"u8, out var message))
        {
            Message(message);
        }

        if (root.TryArray("logprobs"u8, out var logprobs))
        {
            Sink.On(new StreamEvent(StreamEventKind.Logprobs) { Text = JsonMarshal.GetRawUtf8Value(logprobs) });
        }

        if (root.TryGetProperty("done"u8, out var done) && done.ValueKind == JsonValueKind.True && !IsWhole)
        {
            Done(root);
        }
    }

    private void Message(JsonElement message)
    {
        Text(StreamEventKind.Reasoning, message, "thinking"u8);
        Text(StreamEventKind.Text, message, "content"u8);
        if (message.TryArray("tool_calls"u8, out var calls))
        {
            foreach (var call in calls.EnumerateArray())
            {
                Call(call);
            }
        }
    }

    private void Text(StreamEventKind kind, JsonElement message, ReadOnlySpan<byte> member)
    {
        if (message.TryGetProperty(member, out var value) && Utf8(value) is { IsEmpty: false } text)
        {
            Sink.On(new StreamEvent(kind) { Text = text });
        }
    }

    // A call comes whole.
    private void Call(JsonElement call)
    {
        if (!call.TryObject("function"u8, out var function) || function.Text("name"u8) is not { } tool)
        {
            throw new WireException("a tool call has no 'function'");
        }

        Sink.On(new StreamEvent(StreamEventKind.ToolCall) { Tool = _calls, Id = call.Text("id"u8), Name = tool });
        var arguments = function.TryObject("arguments"u8, out var value) ? JsonMarshal.GetRawUtf8Value(value)
            : function.TryGetProperty("arguments"u8, out value) && Utf8(value) is { IsEmpty: false } text ? text
            : "{}"u8;
        Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = _calls, Text = arguments });
        Sink.On(new StreamEvent(StreamEventKind.PartEnd));
        _calls++;
    }

    private void Done(JsonElement root)
    {
        IsWhole = true;
        var reason = root.Text("done_reason"u8);
        Sink.On(new StreamEvent(StreamEventKind.Finish) { Finish = OllamaFinish.Read(reason, _calls > 0), NativeFinish = reason });
        foreach (var member in root.EnumerateObject())
        {
            if (OllamaAnswerReader.IsExtra(member))
            {
                Sink.On(new StreamEvent(StreamEventKind.Extra) { Choice = -1, Name = member.Name, Text = JsonMarshal.GetRawUtf8Value(member.Value) });
            }
        }

        if (OllamaUsage.Read(root) is { } usage)
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = usage });
        }
    }
}
