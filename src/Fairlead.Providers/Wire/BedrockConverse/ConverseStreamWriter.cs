using System.Buffers;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes a ConverseStream: binary messages, one an event. Converse has one choice; events of others are passed over.</summary>
internal sealed class ConverseStreamWriter(AnswerTarget target, IBufferWriter<byte> output) : AnswerStreamWriter(new ArrayBufferWriter<byte>())
{
    private readonly SortedDictionary<int, int> _callBlocks = [];
    private StreamEventKind _openKind = StreamEventKind.End;
    private int _open = -1;
    private int _next;
    private bool _started;
    private AnswerUsage _usage;

    // A message's length stands before it: its payload is written here first.
    private ArrayBufferWriter<byte> Payload => (ArrayBufferWriter<byte>)Output;

    public override void On(in StreamEvent item)
    {
        if (item.Choice > 0)
        {
            return;
        }

        if (!_started && item.Kind != StreamEventKind.Error)
        {
            _started = true;
            Json.WriteStartObject();
            Json.WriteString("role"u8, "assistant"u8);
            Send("messageStart"u8);
        }

        switch (item.Kind)
        {
            case StreamEventKind.Text or StreamEventKind.Refusal:
                Piece(StreamEventKind.Text);
                Json.WriteString("text"u8, item.Text);
                EndPiece();
                break;
            case StreamEventKind.Reasoning:
                Piece(StreamEventKind.Reasoning);
                Json.WriteStartObject("reasoningContent"u8);
                Json.WriteString("text"u8, item.Text);
                Json.WriteEndObject();
                EndPiece();
                break;
            case StreamEventKind.Signature when _openKind == StreamEventKind.Reasoning:
                Piece(StreamEventKind.Reasoning);
                Json.WriteStartObject("reasoningContent"u8);
                Json.WriteText("signature"u8, item.State.Value);
                Json.WriteEndObject();
                EndPiece();
                break;
            case StreamEventKind.EncryptedReasoning:
                CloseOpen();
                Piece(StreamEventKind.EncryptedReasoning);
                Json.WriteStartObject("reasoningContent"u8);
                ConverseThoughts.WriteRedacted(item.State, Json);
                Json.WriteEndObject();
                EndPiece();
                CloseOpen();
                break;
            case StreamEventKind.Citation:
                Piece(StreamEventKind.Text);
                Json.WritePropertyName("citation"u8);
                ConverseCitations.Write(item.Citation!, Json);
                EndPiece();
                break;
            case StreamEventKind.ToolCall:
                CloseOpen();
                Call(item);
                break;
            case StreamEventKind.ToolArguments when _callBlocks.TryGetValue(item.Tool, out var block):
                BeginDelta(block);
                Json.WriteStartObject("toolUse"u8);
                Json.WriteString("input"u8, item.Text);
                Json.WriteEndObject();
                EndPiece();
                break;
            case StreamEventKind.PartEnd:
                CloseAll();
                break;
            case StreamEventKind.Usage:
                _usage = item.Usage;
                break;
            case StreamEventKind.Finish:
                CloseAll();
                Stop(item);
                break;
            case StreamEventKind.End:
                End();
                break;
            case StreamEventKind.Error:
                Json.WriteStartObject();
                Json.WriteString("message"u8, item.Error!.Message);
                Json.WriteEndObject();
                EndJson();
                EventStreamWriter.Exception(output, ConverseErrors.NameOf(item.Error.Kind), Payload.WrittenSpan);
                Payload.ResetWrittenCount();
                break;
        }
    }

    private void Call(in StreamEvent item)
    {
        var block = _next++;
        _callBlocks[item.Tool] = block;
        Json.WriteStartObject();
        Json.WriteNumber("contentBlockIndex"u8, block);
        Json.WriteStartObject("start"u8);
        Json.WriteStartObject("toolUse"u8);
        Json.WriteString("toolUseId"u8, string.IsNullOrEmpty(item.Id) ? ConverseAnswerWriter.IdOf(target, block) : ConverseToolIds.For(item.Id));
        Json.WriteString("name"u8, item.Name);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Send("contentBlockStart"u8);
    }

    /// <summary>Begins a piece of the open block, or of a new one where another kind is open.</summary>
    private void Piece(StreamEventKind kind)
    {
        if (_openKind != kind)
        {
            CloseOpen();
            _openKind = kind;
            _open = _next++;
        }

        BeginDelta(_open);
    }

    private void BeginDelta(int block)
    {
        Json.WriteStartObject();
        Json.WriteNumber("contentBlockIndex"u8, block);
        Json.WriteStartObject("delta"u8);
    }

    private void EndPiece()
    {
        Json.WriteEndObject();
        Send("contentBlockDelta"u8);
    }

    private void CloseOpen()
    {
        if (_openKind != StreamEventKind.End)
        {
            Close(_open);
            _openKind = StreamEventKind.End;
        }
    }

    // Calls may come in turns: they stay open until something says that a piece has ended.
    private void CloseAll()
    {
        CloseOpen();
        foreach (var block in _callBlocks.Values)
        {
            Close(block);
        }

        _callBlocks.Clear();
    }

    private void Close(int block)
    {
        Json.WriteStartObject();
        Json.WriteNumber("contentBlockIndex"u8, block);
        Send("contentBlockStop"u8);
    }

    private void Stop(in StreamEvent item)
    {
        Json.WriteStartObject();
        Json.WriteString("stopReason"u8, ConverseFinish.Write(item.Finish, item.StopSequence is not null));
        if (item.StopSequence is { } stop)
        {
            Json.WriteStartObject("additionalModelResponseFields"u8);
            Json.WriteStartObject("delta"u8);
            Json.WriteString("stop_sequence"u8, stop);
            Json.WriteEndObject();
            Json.WriteEndObject();
        }

        Send("messageStop"u8);
    }

    private void End()
    {
        Json.WriteStartObject();
        ConverseUsage.Write(Json, _usage);
        Json.WriteStartObject("metrics"u8);
        Json.WriteNumber("latencyMs"u8, 0);
        Json.WriteEndObject();
        Send("metadata"u8);
    }

    /// <summary>Ends the payload's object and sends it.</summary>
    private void Send(ReadOnlySpan<byte> type)
    {
        Json.WriteEndObject();
        EndJson();
        EventStreamWriter.Event(output, type, Payload.WrittenSpan);
        Payload.ResetWrittenCount();
    }
}
