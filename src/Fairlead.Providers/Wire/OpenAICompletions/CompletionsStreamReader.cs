using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAICompletions;

/// <summary>Reads the chunks of a completions stream.</summary>
internal sealed class CompletionsStreamReader(AnswerSink sink) : AnswerStreamReader(sink)
{
    private bool _started;

    protected override bool IsEndMark(ReadOnlySpan<byte> data)
    {
        var done = data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);
        IsWhole |= done;
        return done;
    }

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        if (name.SequenceEqual("error"u8) || ChatExtras.IsError(root))
        {
            Fail(JsonMarshal.GetRawUtf8Value(root));
            return;
        }

        if (!_started)
        {
            _started = true;
            Sink.On(new StreamEvent(StreamEventKind.Start) { Id = root.Text("id"u8), Name = root.Text("model"u8), Created = ChatAnswerReader.Created(root) });
        }

        if (root.TryArray("choices"u8, out var choices))
        {
            foreach (var choice in choices.EnumerateArray())
            {
                Choice(choice);
            }
        }

        if (root.TryObject("usage"u8, out var usage) && ChatUsage.Read(usage) is { } read)
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = read });
        }
    }

    private void Choice(JsonElement item)
    {
        var index = (int)Math.Clamp(item.Number("index"u8) ?? 0, 0, 127);
        if (item.TryGetProperty("text"u8, out var value) && Utf8(value) is { IsEmpty: false } text)
        {
            Sink.On(new StreamEvent(StreamEventKind.Text) { Choice = index, Text = text });
        }

        if (item.Text("finish_reason"u8) is { } reason)
        {
            IsWhole = true;
            Sink.On(new StreamEvent(StreamEventKind.Finish) { Choice = index, Finish = ChatFinish.Read(reason, hasCalls: false), NativeFinish = reason });
        }
    }
}
