using System.Buffers;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>
/// Writes a Messages stream. A block begins in the order of its index; calls may come in turns, and stay open until something says that a piece has ended.
/// The format has one choice; events of others are passed over.
/// </summary>
internal sealed class MessagesStreamWriter(AnswerTarget target, IBufferWriter<byte> output) : MessagesEventWriter(output)
{
    private readonly SortedDictionary<int, int> _callBlocks = [];
    private readonly ChatChoiceState _thoughts = new();
    private StreamEventKind _openKind = StreamEventKind.End;
    private int _open = -1;
    private int _next;
    private bool _started;
    private string? _id;
    private string? _model;
    private AnswerUsage _usage;
    private FinishReason _finish;
    private string? _stopSequence;

    public override void On(in StreamEvent item)
    {
        if (item.Choice > 0)
        {
            return;
        }

        switch (item.Kind)
        {
            case StreamEventKind.Start:
                // Told with the first thing that follows: some upstreams name the model later than the id.
                _id ??= item.Id;
                _model ??= item.Name;
                return;
            case StreamEventKind.Usage:
                _usage = item.Usage;
                return;
            case StreamEventKind.Error:
                Output.Write("event: error\ndata: "u8);
                MessagesErrors.Write(item.Error!, "", Json);
                EndEvent();
                return;
            case StreamEventKind.Extra or StreamEventKind.Logprobs:
                return;
        }

        Begin();
        Content(item);
    }

    private void Begin()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        BeginEvent("message_start"u8);
        Json.WriteStartObject("message"u8);
        MessagesAnswerWriter.Head(_id, _model, target, Json);
        Json.WriteStartArray("content"u8);
        Json.WriteEndArray();
        Json.WriteNull("stop_reason"u8);
        Json.WriteNull("stop_sequence"u8);
        MessagesUsage.Write(Json, _usage);
        Json.WriteEndObject();
        Send();
    }

    private void Content(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Text or StreamEventKind.Refusal:
                _thoughts.Note(item, target.Carrier is not null);
                Open(StreamEventKind.Text);
                TextDelta(_open, "text_delta"u8, "text"u8, item.Text);
                break;
            case StreamEventKind.Citation when MessagesCitations.CanWrite(item.Citation!):
                Piece(StreamEventKind.Text, "citations_delta"u8);
                Json.WritePropertyName("citation"u8);
                MessagesCitations.WriteOne(item.Citation!, Json);
                EndPiece();
                break;
            case StreamEventKind.Reasoning:
                _thoughts.Note(item, target.Carrier is not null);
                if (item.Text.IsEmpty)
                {
                    Open(StreamEventKind.Reasoning);
                    break;
                }

                Open(StreamEventKind.Reasoning);
                TextDelta(_open, "thinking_delta"u8, "thinking"u8, item.Text);
                break;
            case StreamEventKind.Signature:
                _thoughts.Note(item, target.Carrier is not null);
                if (_openKind == StreamEventKind.Reasoning && item.State.IsFor(SignedBy.Anthropic))
                {
                    Piece(StreamEventKind.Reasoning, "signature_delta"u8);
                    Json.WriteText("signature"u8, item.State.Value);
                    EndPiece();
                }

                break;
            case StreamEventKind.EncryptedReasoning:
                _thoughts.Note(item, target.Carrier is not null);
                if (item.State.IsFor(SignedBy.Anthropic))
                {
                    CloseOpen();
                    BeginBlock(_next);
                    Json.WriteString("type"u8, "redacted_thinking"u8);
                    Json.WriteText("data"u8, item.State.Value);
                    EndBlock(closes: true);
                }

                break;
            case StreamEventKind.ToolCall:
                Call(item);
                break;
            case StreamEventKind.ToolArguments when _callBlocks.TryGetValue(item.Tool, out var block):
                TextDelta(block, "input_json_delta"u8, "partial_json"u8, item.Text);
                break;
            case StreamEventKind.Media when item.Part is MediaPart { Kind: MediaKind.Image } image:
                CloseOpen();
                BeginBlock(_next);
                MessagesAnswerWriter.Image(image, Json);
                EndBlock(closes: true);
                break;
            case StreamEventKind.Opaque when item.Part is OpaquePart { Dialect: MessagesDialect.FormatName } own:
                Own(own);
                break;
            case StreamEventKind.PartEnd:
                CloseAll();
                break;
            case StreamEventKind.Finish:
                CloseAll();
                (_finish, _stopSequence) = (item.Finish, item.StopSequence);
                break;
            case StreamEventKind.End:
                End();
                break;
        }
    }

    private void Call(in StreamEvent item)
    {
        CloseOpen();
        var id = string.IsNullOrEmpty(item.Id) ? MessagesToolIds.New(target.Id, item.Tool) : item.Id;
        if (target.Carrier is { } carrier)
        {
            // What Anthropic signed, the client sends back itself.
            id = carrier.Keep(id, [.. _thoughts.TakeThoughts().Where(static part => part.Signature.By != SignedBy.Anthropic)], item.State);
        }

        _callBlocks[item.Tool] = _next;
        BeginBlock(_next);
        MessagesAnswerWriter.CallHead(id, item.Name, Json);
        Json.WriteStartObject("input"u8);
        Json.WriteEndObject();
        EndBlock(closes: false);
    }

    private void Own(OpaquePart part)
    {
        CloseOpen();
        BeginEvent("content_block_start"u8);
        Json.WriteNumber("index"u8, _next);
        Json.WriteJson("content_block"u8, part.Json);
        Send();
        Close(_next++);
    }

    /// <summary>Begins a piece of the open block, or of a new one where another kind is open.</summary>
    private void Piece(StreamEventKind kind, ReadOnlySpan<byte> delta)
    {
        Open(kind);
        BeginDelta(_open, delta);
    }

    private void Open(StreamEventKind kind)
    {
        if (_openKind == kind)
        {
            return;
        }

        CloseOpen();
        _openKind = kind;
        _open = _next;
        BeginBlock(_open);
        if (kind == StreamEventKind.Text)
        {
            Json.WriteString("type"u8, "text"u8);
            Json.WriteString("text"u8, ""u8);
        }
        else
        {
            Json.WriteString("type"u8, "thinking"u8);
            Json.WriteString("thinking"u8, ""u8);
            Json.WriteString("signature"u8, ""u8);
        }

        EndBlock(closes: false);
    }

    private void EndBlock(bool closes)
    {
        Json.WriteEndObject();
        Send();
        if (closes)
        {
            Close(_next);
        }

        _next++;
    }

    private void CloseOpen()
    {
        if (_openKind != StreamEventKind.End)
        {
            Close(_open);
            _openKind = StreamEventKind.End;
        }
    }

    private void CloseAll()
    {
        CloseOpen();
        foreach (var block in _callBlocks.Values)
        {
            Close(block);
        }

        _callBlocks.Clear();
    }

    private void End()
    {
        CloseAll();
        BeginEvent("message_delta"u8);
        Json.WriteStartObject("delta"u8);
        Json.WriteString("stop_reason"u8, MessagesFinish.Write(_finish, _stopSequence is not null));
        Json.WriteString("stop_sequence"u8, _stopSequence);
        Json.WriteEndObject();
        MessagesUsage.Write(Json, _usage);
        Send();
        BeginEvent("message_stop"u8);
        Send();
    }
}
