using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Writes a stream: pieces of content one after the other, each begun and ended; calls, each as its arguments come.</summary>
internal sealed class CohereStreamWriter(AnswerTarget target, IBufferWriter<byte> output) : AnswerStreamWriter(output)
{
    private readonly SortedSet<int> _calls = [];
    private StreamEventKind _open = StreamEventKind.End;
    private FinishReason _finish;
    private string? _stop;
    private AnswerUsage _usage;
    private int _content = -1;
    private int _citations;
    private bool _hasStarted;

    public override void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Start:
                Start(item.Id);
                break;
            case StreamEventKind.Usage:
                _usage = item.Usage;
                break;
            case StreamEventKind.Error:
                Output.Write("event: error\ndata: "u8);
                CohereDialect.Instance.WriteError(item.Error!, target.Id, Json);
                EndEvent();
                break;
            case StreamEventKind.End:
                Start(null);
                CloseAll();
                Last();
                break;
            default:
                if (item.Choice == 0)
                {
                    Start(null);
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
                Piece(StreamEventKind.Text, "text"u8, item.Text);
                break;
            case StreamEventKind.Reasoning:
                Piece(StreamEventKind.Reasoning, "thinking"u8, item.Text);
                break;
            case StreamEventKind.Citation when _content >= 0:
                Citation(item.Citation!);
                break;
            case StreamEventKind.ToolCall:
                CloseContent();
                Call(item);
                break;
            case StreamEventKind.ToolArguments:
                Arguments(item);
                break;
            case StreamEventKind.Logprobs when _content >= 0:
                Logprobs(item.Text);
                break;
            case StreamEventKind.PartEnd:
                CloseAll();
                break;
            case StreamEventKind.Finish:
                (_finish, _stop) = (item.Finish, item.StopSequence);
                break;
        }
    }

    private void Start(string? id)
    {
        if (_hasStarted)
        {
            return;
        }

        _hasStarted = true;
        Output.Write("event: message-start\ndata: "u8);
        Json.WriteStartObject();
        Json.WriteString("id"u8, string.IsNullOrEmpty(id) ? target.Id : id);
        Json.WriteString("type"u8, "message-start"u8);
        Json.WriteStartObject("delta"u8);
        Json.WriteStartObject("message"u8);
        Json.WriteString("role"u8, "assistant"u8);
        Json.WriteStartArray("content"u8);
        Json.WriteEndArray();
        Json.WriteString("tool_plan"u8, ""u8);
        Json.WriteStartArray("tool_calls"u8);
        Json.WriteEndArray();
        Json.WriteStartArray("citations"u8);
        Json.WriteEndArray();
        EndDelta();
    }

    private void Piece(StreamEventKind kind, ReadOnlySpan<byte> member, ReadOnlySpan<byte> text)
    {
        if (_open != kind)
        {
            CloseContent();
            _open = kind;
            BeginDelta("content-start"u8, ++_content);
            Json.WriteStartObject("content"u8);
            Json.WriteString("type"u8, member);
            Json.WriteString(member, ""u8);
            Json.WriteEndObject();
            EndDelta();
        }

        BeginDelta("content-delta"u8, _content);
        Json.WriteStartObject("content"u8);
        Json.WriteString(member, text);
        Json.WriteEndObject();
        EndDelta();
    }

    private void Logprobs(ReadOnlySpan<byte> tokens)
    {
        var reader = new Utf8JsonReader(tokens);
        using var document = JsonDocument.ParseValue(ref reader);
        foreach (var token in document.RootElement.EnumerateArray())
        {
            Output.Write("event: content-delta\ndata: "u8);
            Json.WriteStartObject();
            Json.WriteString("type"u8, "content-delta"u8);
            Json.WriteNumber("index"u8, _content);
            Json.WritePropertyName("logprobs"u8);
            CohereLogprobs.Write(token, Json);
            Json.WriteEndObject();
            EndEvent();
        }
    }

    private void Citation(Citation citation)
    {
        BeginDelta("citation-start"u8, _citations);
        Json.WritePropertyName("citations"u8);
        CohereCitations.Write(citation, "", Json);
        EndDelta();
        Bare("citation-end"u8, _citations++);
    }

    private void Call(in StreamEvent item)
    {
        _calls.Add(item.Tool);
        BeginDelta("tool-call-start"u8, item.Tool);
        Json.WriteStartObject("tool_calls"u8);
        Json.WriteString("id"u8, string.IsNullOrEmpty(item.Id) ? CohereAnswerWriter.IdOf(target, item.Tool) : item.Id);
        Json.WriteString("type"u8, "function"u8);
        Json.WriteStartObject("function"u8);
        Json.WriteString("name"u8, item.Name ?? "");
        Json.WriteString("arguments"u8, ""u8);
        Json.WriteEndObject();
        Json.WriteEndObject();
        EndDelta();
    }

    private void Arguments(in StreamEvent item)
    {
        BeginDelta("tool-call-delta"u8, item.Tool);
        Json.WriteStartObject("tool_calls"u8);
        Json.WriteStartObject("function"u8);
        Json.WriteString("arguments"u8, item.Text);
        Json.WriteEndObject();
        Json.WriteEndObject();
        EndDelta();
    }

    private void CloseContent()
    {
        if (_open != StreamEventKind.End)
        {
            _open = StreamEventKind.End;
            Bare("content-end"u8, _content);
        }
    }

    private void CloseAll()
    {
        CloseContent();
        foreach (var call in _calls)
        {
            Bare("tool-call-end"u8, call);
        }

        _calls.Clear();
    }

    private void Last()
    {
        Output.Write("event: message-end\ndata: "u8);
        Json.WriteStartObject();
        Json.WriteString("type"u8, "message-end"u8);
        Json.WriteStartObject("delta"u8);
        Json.WriteString("finish_reason"u8, CohereFinish.Write(_finish, _stop is not null));
        CohereUsage.Write(Json, _usage);
        Json.WriteEndObject();
        Json.WriteEndObject();
        EndEvent();
    }

    private void Bare(ReadOnlySpan<byte> type, int index)
    {
        Head(type, index);
        Json.WriteEndObject();
        EndEvent();
    }

    private void BeginDelta(ReadOnlySpan<byte> type, int index)
    {
        Head(type, index);
        Json.WriteStartObject("delta"u8);
        Json.WriteStartObject("message"u8);
    }

    private void Head(ReadOnlySpan<byte> type, int index)
    {
        Output.Write("event: "u8);
        Output.Write(type);
        Output.Write("\ndata: "u8);
        Json.WriteStartObject();
        Json.WriteString("type"u8, type);
        Json.WriteNumber("index"u8, index);
    }

    private void EndDelta()
    {
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteEndObject();
        EndEvent();
    }

    private void EndEvent()
    {
        EndJson();
        Output.Write("\n\n"u8);
    }
}
