using System.Buffers;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Writes a stream: a line a piece of text, a line with the calls as soon as they are whole, and the last one with reason and counts.</summary>
internal sealed class OllamaStreamWriter(AnswerTarget target, IBufferWriter<byte> output) : AnswerStreamWriter(output)
{
    private readonly List<OpenCall> _open = [];
    private string _model = target.Model;
    private long _created = target.Now;
    private FinishReason _finish;
    private AnswerUsage _usage;

    public override void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Start:
                _model = string.IsNullOrEmpty(item.Name) ? _model : item.Name;
                _created = item.Created > 0 ? item.Created : _created;
                break;
            case StreamEventKind.Usage:
                _usage = item.Usage;
                break;
            case StreamEventKind.Error:
                OllamaDialect.Instance.WriteError(item.Error!, "", Json);
                EndLine();
                break;
            case StreamEventKind.End:
                Calls();
                Last();
                break;
            default:
                if (item.Choice == 0)
                {
                    OnChoice(item);
                }

                break;
        }
    }

    private void OnChoice(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Text or StreamEventKind.Refusal:
                Begin();
                Json.WriteString("content"u8, item.Text);
                EndMessage();
                break;
            case StreamEventKind.Reasoning:
                Begin();
                Json.WriteString("content"u8, ""u8);
                Json.WriteString("thinking"u8, item.Text);
                EndMessage();
                break;
            case StreamEventKind.ToolCall:
                _open.Add(new OpenCall(item.Tool, string.IsNullOrEmpty(item.Id) ? OllamaAnswerWriter.IdOf(target, item.Tool) : item.Id, item.Name ?? ""));
                break;
            case StreamEventKind.ToolArguments:
                var tool = item.Tool;
                _open.Find(call => call.Index == tool)?.Arguments.Write(item.Text);
                break;
            case StreamEventKind.PartEnd:
                Calls();
                break;
            case StreamEventKind.Logprobs:
                Begin();
                Json.WriteString("content"u8, ""u8);
                EndMessage(item.Text);
                break;
            case StreamEventKind.Finish:
                Calls();
                _finish = item.Finish;
                break;
        }
    }

    private void Calls()
    {
        if (_open.Count == 0)
        {
            return;
        }

        Begin();
        Json.WriteString("content"u8, ""u8);
        Json.WriteStartArray("tool_calls"u8);
        foreach (var call in _open)
        {
            OllamaCalls.Write(Json, call.Index, call.Id, call.Name, new Utf8Text(call.Arguments.WrittenMemory));
        }

        Json.WriteEndArray();
        EndMessage();
        _open.Clear();
    }

    private void Last()
    {
        Begin();
        Json.WriteString("content"u8, ""u8);
        Json.WriteEndObject();
        Json.WriteString("done_reason"u8, OllamaFinish.Write(_finish));
        Json.WriteBoolean("done"u8, true);
        OllamaUsage.Write(Json, _usage);
        Json.WriteEndObject();
        EndLine();
    }

    private void Begin()
    {
        Json.WriteStartObject();
        OllamaAnswerWriter.Head(Json, _model, _created);
        Json.WriteStartObject("message"u8);
        Json.WriteString("role"u8, "assistant"u8);
    }

    private void EndMessage(ReadOnlySpan<byte> logprobs = default)
    {
        Json.WriteEndObject();
        Json.WriteBoolean("done"u8, false);
        if (!logprobs.IsEmpty)
        {
            Json.WriteJson("logprobs"u8, new RawJson(logprobs.ToArray()));
        }

        Json.WriteEndObject();
        EndLine();
    }

    private void EndLine()
    {
        EndJson();
        Output.Write("\n"u8);
    }

    private sealed record OpenCall(int Index, string Id, string Name)
    {
        public ArrayBufferWriter<byte> Arguments { get; } = new();
    }
}
