using System.Buffers;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAICompletions;

/// <summary>Writes a completions stream: a chunk a piece of text. What is no text has no place in it.</summary>
internal sealed class CompletionsStreamWriter(AnswerTarget target, IBufferWriter<byte> output) : AnswerStreamWriter(output)
{
    private string _id = "";
    private string _model = "";
    private long _created;
    private AnswerUsage? _usage;

    public override void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Start:
                _id = _id.Length > 0 ? _id : item.Id ?? "";
                _model = _model.Length > 0 ? _model : item.Name ?? "";
                _created = _created > 0 ? _created : item.Created;
                break;
            case StreamEventKind.Text:
                Chunk(item.Choice, item.Text, default);
                break;
            case StreamEventKind.Finish:
                Chunk(item.Choice, default, ChatFinish.Write(item.Finish));
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
        }
    }

    private void Chunk(int choice, ReadOnlySpan<byte> text, ReadOnlySpan<byte> finish)
    {
        Begin();
        Json.WriteStartObject();
        Json.WriteString("text"u8, text);
        Json.WriteNumber("index"u8, choice);
        Json.WriteNull("logprobs"u8);
        if (finish.IsEmpty)
        {
            Json.WriteNull("finish_reason"u8);
        }
        else
        {
            Json.WriteString("finish_reason"u8, finish);
        }

        Json.WriteEndObject();
        Json.WriteEndArray();
        if (target.Request.IncludeUsage)
        {
            Json.WriteNull("usage"u8);
        }

        Json.WriteEndObject();
        EndEvent();
    }

    private void End()
    {
        if (target.Request.IncludeUsage && _usage is { } usage)
        {
            Begin();
            Json.WriteEndArray();
            ChatUsage.Write(Json, usage);
            Json.WriteEndObject();
            EndEvent();
        }

        Output.Write("data: [DONE]\n\n"u8);
    }

    private void Begin()
    {
        Output.Write("data: "u8);
        Json.WriteStartObject();
        CompletionsAnswer.Head(Json, _id, _created, _model, target);
        Json.WriteStartArray("choices"u8);
    }

    private void EndEvent()
    {
        EndJson();
        Output.Write("\n\n"u8);
    }
}
