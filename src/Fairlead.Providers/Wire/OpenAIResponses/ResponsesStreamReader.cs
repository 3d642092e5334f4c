using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Reads the events of a Responses stream. Items come one after the other; what an item told by pieces is not told again by its end.</summary>
internal sealed class ResponsesStreamReader(AnswerSink sink) : AnswerStreamReader(sink)
{
    private readonly ResponsesOpenItems _items = new();

    // Some imitators end with OpenAI's chat mark behind the last event.
    protected override bool IsEndMark(ReadOnlySpan<byte> data) => data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);

    /// <summary>Only events that repeat what was told before have the request's instructions or the whole answer in them, and may be that long.</summary>
    public override void OnLongFrame(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("response.completed"u8) || name.SequenceEqual("response.incomplete"u8))
        {
            IsWhole = true;
            Sink.On(new StreamEvent(StreamEventKind.Finish)
            {
                Finish = name.EndsWith("incomplete"u8) ? FinishReason.Length : _items.HadCalls ? FinishReason.ToolCalls : FinishReason.Stop,
            });
        }
        else if (!IsRepeated(name))
        {
            OnLongFrame();
        }
    }

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        var type = root.Text("type"u8) ?? Encoding.UTF8.GetString(name);
        switch (type)
        {
            case "response.created" when root.TryObject("response"u8, out var response):
                Sink.On(new StreamEvent(StreamEventKind.Start) { Id = response.Text("id"u8), Name = response.Text("model"u8), Created = ResponsesAnswerReader.Created(response) });
                break;
            case "response.output_item.added" when root.TryObject("item"u8, out var item):
                if (_items.Begin(root, item) is { } begun)
                {
                    Begin(begun, item);
                }

                break;
            case "response.output_text.delta":
                Delta(StreamEventKind.Text, root);
                Logprobs(root);
                break;
            case "response.refusal.delta":
                Delta(StreamEventKind.Refusal, root);
                break;
            case "response.reasoning_summary_text.delta":
                Thought(root, summary: true);
                break;
            case "response.reasoning_text.delta":
                Thought(root, summary: false);
                break;
            case "response.reasoning_summary_part.added" when root.Number("summary_index"u8) > 0 && _items.Find(root) is { HasText: true } open:
                Sink.On(new StreamEvent(StreamEventKind.Reasoning) { Text = ResponsesThoughts.Between, Id = open.Id });
                break;
            case "response.output_text.annotation.added" when root.TryObject("annotation"u8, out var annotation):
                Sink.On(new StreamEvent(StreamEventKind.Citation) { Citation = ResponsesCitations.ReadOne(annotation, Copy(annotation)) });
                break;
            case "response.content_part.done":
                Sink.On(new StreamEvent(StreamEventKind.PartEnd));
                break;
            case "response.function_call_arguments.delta" or "response.custom_tool_call_input.delta":
                Arguments(root);
                break;
            case "response.output_item.done" when root.TryObject("item"u8, out var item):
                End(root, item);
                break;
            case "response.completed" or "response.incomplete" or "response.cancelled" when root.TryObject("response"u8, out var response):
                Finish(response);
                break;
            case "response.failed" when root.TryObject("response"u8, out var response):
                Fail(JsonMarshal.GetRawUtf8Value(response), FailureKind.ServerError);
                break;
            case "error":
                Fail(JsonMarshal.GetRawUtf8Value(root), FailureKind.ServerError);
                break;
        }
    }

    private static bool IsRepeated(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("response.created"u8) || name.SequenceEqual("response.in_progress"u8) || name.SequenceEqual("response.output_text.done"u8)
        || name.SequenceEqual("response.content_part.done"u8) || name.SequenceEqual("response.function_call_arguments.done"u8);

    private void Begin(ResponsesOpenItem open, JsonElement item)
    {
        if (open.IsCall)
        {
            Sink.On(new StreamEvent(StreamEventKind.ToolCall)
            {
                Tool = open.Tool,
                Id = ResponsesAnswerReader.CallId(item),
                Name = item.Text("name"u8),
                IsCustom = open.IsCustom,
            });
        }
    }

    private void Delta(StreamEventKind kind, JsonElement root)
    {
        if (_items.Find(root) is { } open)
        {
            open.HasText = true;
        }

        Tell(kind, root, "delta"u8, null);
    }

    private void Logprobs(JsonElement root)
    {
        if (root.TryArray("logprobs"u8, out var logprobs) && logprobs.GetArrayLength() > 0)
        {
            Sink.On(new StreamEvent(StreamEventKind.Logprobs) { Text = JsonMarshal.GetRawUtf8Value(logprobs) });
        }
    }

    // The summary, as OpenAI shows it; open models show the thought itself. Of both the one that comes first.
    private void Thought(JsonElement root, bool summary)
    {
        var open = _items.Find(root);
        if (open is null || (open.ShowsSummary ??= summary) == summary)
        {
            if (open is { HasText: true, ShowsSummary: false } && (root.Number("content_index"u8) ?? 0) > open.Part)
            {
                Sink.On(new StreamEvent(StreamEventKind.Reasoning) { Text = ResponsesThoughts.Between, Id = open.Id });
                open.Part = (int)root.Number("content_index"u8)!;
            }

            Tell(StreamEventKind.Reasoning, root, "delta"u8, open?.Id ?? root.Text("item_id"u8));
            if (open is not null)
            {
                open.HasText = true;
            }
        }
    }

    private void Arguments(JsonElement root)
    {
        if (_items.Find(root) is { IsCall: true } open && root.TryGetProperty("delta"u8, out var delta))
        {
            Arguments(open, delta);
        }
    }

    private void Arguments(ResponsesOpenItem open, JsonElement value)
    {
        var text = Utf8(value);
        if (!text.IsEmpty)
        {
            open.HasText = true;
            Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = open.Tool, Text = text });
        }
    }

    private void End(JsonElement root, JsonElement item)
    {
        var open = _items.Find(root);
        if (open is null || !open.IsCall && item.Text("type"u8) is "function_call" or "custom_tool_call")
        {
            // An end without a beginning, as some imitators send it.
            open = _items.Begin(root, item);
            if (open is null)
            {
                return;
            }

            Begin(open, item);
        }

        _items.End(open);
        switch (item.Text("type"u8))
        {
            case "message":
                Message(open, item);
                break;
            case "reasoning":
                Reasoned(open, item);
                break;
            case "function_call" or "custom_tool_call":
                if (!open.HasText && item.TryGetProperty(open.IsCustom ? "input"u8 : "arguments"u8, out var arguments))
                {
                    Arguments(open, arguments);
                }

                Sink.On(new StreamEvent(StreamEventKind.PartEnd));
                break;
            default:
                var other = ResponsesAnswerReader.Other(item, Copy(item));
                Sink.On(new StreamEvent(other is MediaPart ? StreamEventKind.Media : StreamEventKind.Opaque) { Part = other });
                break;
        }
    }

    private void Message(ResponsesOpenItem open, JsonElement item)
    {
        if (!open.HasText && item.TryArray("content"u8, out var content))
        {
            foreach (var part in content.EnumerateArray())
            {
                var refusal = part.Text("type"u8) == "refusal";
                Tell(refusal ? StreamEventKind.Refusal : StreamEventKind.Text, part, refusal ? "refusal"u8 : "text"u8, null);
            }
        }

        Sink.On(new StreamEvent(StreamEventKind.PartEnd));
    }

    private void Reasoned(ResponsesOpenItem open, JsonElement item)
    {
        var state = new SignedState(SignedBy.OpenAI, item.TryGetProperty("encrypted_content"u8, out var value) ? new Utf8Text(Utf8(value).ToArray()) : default);
        if (!open.HasText)
        {
            using var body = JsonBody.Parse(JsonMarshal.GetRawUtf8Value(item).ToArray());
            if (ResponsesThoughts.Read(body, body.Root) is { Text.IsEmpty: false } whole)
            {
                open.HasText = true;
                Sink.On(new StreamEvent(StreamEventKind.Reasoning) { Text = whole.Text.Span, Id = open.Id });
            }
        }

        if (!open.HasText)
        {
            if (state.IsPresent)
            {
                Sink.On(new StreamEvent(StreamEventKind.EncryptedReasoning) { Id = open.Id, State = state });
            }

            return;
        }

        if (state.IsPresent)
        {
            Sink.On(new StreamEvent(StreamEventKind.Signature) { State = state });
        }

        Sink.On(new StreamEvent(StreamEventKind.PartEnd));
    }

    private void Finish(JsonElement response)
    {
        IsWhole = true;
        var finish = ResponsesStatus.Read(response, _items.HadCalls, out var native);
        Sink.On(new StreamEvent(StreamEventKind.Finish) { Finish = finish, NativeFinish = native });
        if (ResponsesUsage.Read(response) is { } usage)
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = usage });
        }
    }

    private void Tell(StreamEventKind kind, JsonElement element, ReadOnlySpan<byte> member, string? id)
    {
        if (element.TryGetProperty(member, out var value) && Utf8(value) is { IsEmpty: false } text)
        {
            Sink.On(new StreamEvent(kind) { Text = text, Id = id });
        }
    }

    private static RawJson Copy(JsonElement element) => new(JsonMarshal.GetRawUtf8Value(element).ToArray());
}
