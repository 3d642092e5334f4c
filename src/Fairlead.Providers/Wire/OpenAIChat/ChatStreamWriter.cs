using System.Buffers;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes a chat stream: a chunk an event, <c>[DONE]</c> at the end.</summary>
internal sealed class ChatStreamWriter(AnswerTarget target, IBufferWriter<byte> output) : AnswerStreamWriter(output)
{
    private readonly List<ChatChoiceState> _choices = [];
    private readonly ArrayBufferWriter<byte> _head = new();
    private int _headOf = -1;
    private string _id = "chatcmpl-" + target.Id;
    private string _model = target.Model;
    private long _created = target.Now;
    private AnswerUsage? _usage;

    public override void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Start:
                // Every chunk has the same head: once one was sent, nothing changes it.
                if (_choices.Count == 0)
                {
                    _id = string.IsNullOrEmpty(item.Id) ? _id : item.Id;
                    _model = string.IsNullOrEmpty(item.Name) ? _model : item.Name;
                    _created = item.Created > 0 ? item.Created : _created;
                    Choice(0);
                }

                break;
            case StreamEventKind.Usage:
                _usage = item.Usage;
                break;
            case StreamEventKind.Error:
                Output.Write("data: "u8);
                ChatDialect.Instance.WriteError(item.Error!, "", Json);
                EndEvent();
                break;
            case StreamEventKind.End:
                End();
                break;
            case StreamEventKind.PartEnd or StreamEventKind.Opaque or StreamEventKind.Extra:
                break;
            default:
                OnChoice(item, Choice(item.Choice));
                break;
        }
    }

    private ChatChoiceState Choice(int index)
    {
        while (_choices.Count <= index)
        {
            _choices.Add(new ChatChoiceState());
            BeginChunk(_choices.Count - 1);
            Json.WriteString("role"u8, "assistant"u8);
            Json.WriteString("content"u8, ""u8);
            EndChunk(default);
        }

        return _choices[index];
    }

    private void OnChoice(in StreamEvent item, ChatChoiceState state)
    {
        switch (item.Kind)
        {
            case StreamEventKind.ToolCall:
                var id = string.IsNullOrEmpty(item.Id) ? ChatCallIds.New(target.Id, item.Tool) : item.Id;
                id = target.Carrier?.Keep(id, state.TakeThoughts(), item.State) ?? id;
                BeginChunk(item.Choice);
                ChatDeltaWriter.CallBegins(Json, item, id);
                EndChunk(default);
                break;
            case StreamEventKind.Finish:
                BeginChunk(item.Choice);
                EndChunk(ChatFinish.Write(item.Finish));
                break;
            case StreamEventKind.Logprobs:
                BeginChunk(item.Choice);
                EndChunk(default, item.Text);
                break;
            case StreamEventKind.EncryptedReasoning when !item.State.IsFor(SignedBy.Anthropic):
            case StreamEventKind.Signature when !item.State.IsFor(SignedBy.Anthropic) && !item.State.IsFor(SignedBy.OpenRouter):
                state.Note(item, target.Carrier is not null);
                break;
            default:
                state.Note(item, target.Carrier is not null);
                BeginChunk(item.Choice);
                ChatDeltaWriter.Write(Json, item);
                EndChunk(default);
                break;
        }
    }

    private void End()
    {
        if (target.Request.IncludeUsage && _usage is { } usage)
        {
            Output.Write("data: "u8);
            Json.WriteStartObject();
            Head();
            Json.WriteStartArray("choices"u8);
            Json.WriteEndArray();
            ChatUsage.Write(Json, usage);
            Json.WriteEndObject();
            EndEvent();
        }

        Output.Write("data: [DONE]\n\n"u8);
    }

    private void BeginChunk(int choice)
    {
        if (_headOf != choice)
        {
            RenderHead(choice);
        }

        Output.Write(_head.WrittenSpan);
        Json.WriteStartObject();
    }

    /// <summary>What every chunk of a choice begins with: written once, for it is most of the chunk.</summary>
    private void RenderHead(int choice)
    {
        _headOf = choice;
        _head.ResetWrittenCount();
        _head.Write("data: "u8);
        Json.Reset(_head);
        Json.WriteStartObject();
        Head();
        Json.WriteStartArray("choices"u8);
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, choice);
        Json.WritePropertyName("delta"u8);
        Json.Flush();
        Json.Reset(Output);
    }

    private void EndChunk(ReadOnlySpan<byte> finish, ReadOnlySpan<byte> logprobs = default)
    {
        Json.WriteEndObject();
        EndJson();
        if (logprobs.IsEmpty && finish.IsEmpty)
        {
            Output.Write(target.Request.IncludeUsage ? ",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"u8 : ",\"logprobs\":null,\"finish_reason\":null}]}\n\n"u8);
            return;
        }

        if (logprobs.IsEmpty)
        {
            Output.Write(",\"logprobs\":null"u8);
        }
        else
        {
            Output.Write(",\"logprobs\":"u8);
            Json.WriteStartObject();
            Json.WritePropertyName("content"u8);
            Json.WriteRaw(logprobs);
            Json.WriteNull("refusal"u8);
            Json.WriteEndObject();
            EndJson();
        }

        Output.Write(",\"finish_reason\":"u8);
        if (finish.IsEmpty)
        {
            Json.WriteNullValue();
        }
        else
        {
            Json.WriteStringValue(finish);
        }

        EndJson();
        Output.Write(target.Request.IncludeUsage ? "}],\"usage\":null}\n\n"u8 : "}]}\n\n"u8);
    }

    private void Head()
    {
        Json.WriteString("id"u8, _id);
        Json.WriteString("object"u8, "chat.completion.chunk"u8);
        Json.WriteNumber("created"u8, _created);
        Json.WriteString("model"u8, _model);
    }

    private void EndEvent()
    {
        EndJson();
        Output.Write("\n\n"u8);
    }
}
