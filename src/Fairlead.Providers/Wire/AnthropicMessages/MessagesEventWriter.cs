using System.Buffers;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes the events that a Messages stream is made of.</summary>
internal abstract class MessagesEventWriter(IBufferWriter<byte> output) : AnswerStreamWriter(output)
{
    /// <summary>Begins a block: its members follow.</summary>
    protected void BeginBlock(int index)
    {
        BeginEvent("content_block_start"u8);
        Json.WriteNumber("index"u8, index);
        Json.WriteStartObject("content_block"u8);
    }

    /// <summary>Writes a piece of a block that is a text: nearly every event of a stream, and written without a word said twice.</summary>
    /// <param name="block">The block.</param>
    /// <param name="type">What the piece is; needs no escapes.</param>
    /// <param name="member">The name of the text; needs none either.</param>
    /// <param name="text">The text.</param>
    protected void TextDelta(int block, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, ReadOnlySpan<byte> text)
    {
        Output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        Json.WriteNumberValue(block);
        EndJson();
        Output.Write(",\"delta\":{\"type\":\""u8);
        Output.Write(type);
        Output.Write("\",\""u8);
        Output.Write(member);
        Output.Write("\":"u8);
        Json.WriteStringValue(text);
        EndJson();
        Output.Write("}}\n\n"u8);
    }

    /// <summary>Begins a piece of a block: its members follow.</summary>
    protected void BeginDelta(int block, ReadOnlySpan<byte> type)
    {
        BeginEvent("content_block_delta"u8);
        Json.WriteNumber("index"u8, block);
        Json.WriteStartObject("delta"u8);
        Json.WriteString("type"u8, type);
    }

    /// <summary>Ends a piece.</summary>
    protected void EndPiece()
    {
        Json.WriteEndObject();
        Send();
    }

    /// <summary>Ends a block.</summary>
    protected void Close(int block)
    {
        BeginEvent("content_block_stop"u8);
        Json.WriteNumber("index"u8, block);
        Send();
    }

    /// <summary>Begins an event of a type: its members follow.</summary>
    protected void BeginEvent(ReadOnlySpan<byte> type)
    {
        Output.Write("event: "u8);
        Output.Write(type);
        Output.Write("\ndata: "u8);
        Json.WriteStartObject();
        Json.WriteString("type"u8, type);
    }

    /// <summary>Ends the event's object and the event.</summary>
    protected void Send()
    {
        Json.WriteEndObject();
        EndEvent();
    }

    /// <summary>Ends an event whose JSON is whole.</summary>
    protected void EndEvent()
    {
        EndJson();
        Output.Write("\n\n"u8);
    }
}
