using System.Buffers;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Writes single events of a Responses stream: each has a name, which is its type too, and a running number.</summary>
internal abstract class ResponsesEventWriter(IBufferWriter<byte> output) : AnswerStreamWriter(output)
{
    private int _number;

    /// <summary>Begins an event.</summary>
    protected void Begin(ReadOnlySpan<byte> type)
    {
        Output.Write("event: "u8);
        Output.Write(type);
        Output.Write("\ndata: "u8);
        Json.WriteStartObject();
        Json.WriteString("type"u8, type);
        Json.WriteNumber("sequence_number"u8, _number++);
    }

    /// <summary>Begins an event about an item.</summary>
    protected void Begin(ReadOnlySpan<byte> type, ResponsesItem item)
    {
        Begin(type);
        Json.WriteString("item_id"u8, item.Id);
        Json.WriteNumber("output_index"u8, item.Index);
    }

    /// <summary>Ends an event.</summary>
    protected void End()
    {
        Json.WriteEndObject();
        EndJson();
        Output.Write("\n\n"u8);
    }

    /// <summary>Tells that an item begins.</summary>
    protected void Added(ResponsesItem item)
    {
        Begin("response.output_item.added"u8);
        Json.WriteNumber("output_index"u8, item.Index);
        Json.WritePropertyName("item"u8);
        ResponsesOutputWriter.Begun(item, Json);
        End();
    }

    /// <summary>Tells that an item is whole.</summary>
    protected void Done(ResponsesItem item)
    {
        Begin("response.output_item.done"u8);
        Json.WriteNumber("output_index"u8, item.Index);
        Json.WritePropertyName("item"u8);
        ResponsesOutputWriter.Whole(item, Json);
        End();
    }

    /// <summary>Tells more of an item.</summary>
    /// <param name="type">The event.</param>
    /// <param name="item">The item.</param>
    /// <param name="part">The name of the index of its part; empty for none.</param>
    /// <param name="index">The index.</param>
    /// <param name="delta">What is new.</param>
    /// <param name="logprobs">The event has probabilities of tokens, if only none.</param>
    protected void Delta(ReadOnlySpan<byte> type, ResponsesItem item, ReadOnlySpan<byte> part, int index, ReadOnlySpan<byte> delta, bool logprobs = false)
    {
        Begin(type, item);
        if (!part.IsEmpty)
        {
            Json.WriteNumber(part, index);
        }

        Json.WriteString("delta"u8, delta);
        if (logprobs)
        {
            ResponsesOutputWriter.Logprobs(Json, default);
        }

        End();
    }
}
