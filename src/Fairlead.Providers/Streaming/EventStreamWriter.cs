using System.Buffers;
using System.Buffers.Binary;

namespace Fairlead.Providers.Streaming;

/// <summary>Writes the messages of an AWS event stream, as <see cref="EventStreamSplitter"/> reads them.</summary>
internal static class EventStreamWriter
{
    private const int Prelude = 12;
    private const int Checksum = 4;

    /// <summary>Writes an event with a JSON payload.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="type">What it is.</param>
    /// <param name="payload">The JSON.</param>
    public static void Event(IBufferWriter<byte> output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload) =>
        Write(output, ":event-type"u8, type, "event"u8, payload);

    /// <summary>Writes an exception with a JSON payload.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="type">What it is: <c>throttlingException</c> …</param>
    /// <param name="payload">The JSON.</param>
    public static void Exception(IBufferWriter<byte> output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload) =>
        Write(output, ":exception-type"u8, type, "exception"u8, payload);

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> typeName, ReadOnlySpan<byte> type, ReadOnlySpan<byte> messageType, ReadOnlySpan<byte> payload)
    {
        var headers = EventStreamHeader.LengthOf(typeName, type)
            + EventStreamHeader.LengthOf(":content-type"u8, "application/json"u8)
            + EventStreamHeader.LengthOf(":message-type"u8, messageType);
        var length = Prelude + headers + payload.Length + Checksum;
        var message = output.GetSpan(length)[..length];
        BinaryPrimitives.WriteInt32BigEndian(message, length);
        BinaryPrimitives.WriteInt32BigEndian(message[4..], headers);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], Crc32.Of(message[..8]));
        var rest = message[Prelude..];
        EventStreamHeader.Write(ref rest, typeName, type);
        EventStreamHeader.Write(ref rest, ":content-type"u8, "application/json"u8);
        EventStreamHeader.Write(ref rest, ":message-type"u8, messageType);
        payload.CopyTo(rest);
        BinaryPrimitives.WriteUInt32BigEndian(message[^Checksum..], Crc32.Of(message[..^Checksum]));
        output.Advance(length);
    }
}
