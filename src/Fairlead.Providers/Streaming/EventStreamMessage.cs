using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Fairlead.Providers.Streaming;

/// <summary>One message of an AWS event stream. Its spans are slices of the bytes it was read from.</summary>
internal readonly ref struct EventStreamMessage
{
    private const int Prelude = 12;
    private const int Checksum = 4;

    /// <summary>Shortest message: prelude and checksum.</summary>
    private const int Shortest = Prelude + Checksum;

    /// <summary>Longest message that the format allows: a payload of 24 MB and 128 KB of headers, as AWS's own decoders have it.</summary>
    private const uint Longest = (24 * 1024 * 1024) + (128 * 1024) + Shortest;

    /// <summary>What the message is: <c>:event-type</c> or <c>:exception-type</c>.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>It is an error without a payload: <c>:message-type</c> is <c>error</c>.</summary>
    public bool IsError { get; private init; }

    private ReadOnlySpan<byte> ErrorCode { get; init; }

    private ReadOnlySpan<byte> ErrorMessage { get; init; }

    /// <summary>Reads how long a message is.</summary>
    /// <param name="prelude">Its first 12 bytes.</param>
    /// <param name="length">The length of the whole message.</param>
    /// <returns>False where they are no prelude.</returns>
    public static bool TryLength(ReadOnlySpan<byte> prelude, out int length)
    {
        var total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        length = (int)Math.Min(total, Longest);
        return total is >= Shortest and <= Longest
            && headers <= total - Shortest
            && BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]) == Crc32.Of(prelude[..8]);
    }

    /// <summary>Reads a whole message whose prelude was checked.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="message">The message.</param>
    /// <returns>False where it does not fit its checksum, or its headers are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EventStreamMessage message)
    {
        message = default;
        var body = bytes[..^Checksum];
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[^Checksum..]) != Crc32.Of(body))
        {
            return false;
        }

        var headersLength = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        var headers = body.Slice(Prelude, headersLength);
        ReadOnlySpan<byte> type = default, eventType = default, exceptionType = default, code = default, text = default;
        while (!headers.IsEmpty)
        {
            if (!EventStreamHeader.TryRead(ref headers, out var name, out var value))
            {
                return false;
            }

            if (name.SequenceEqual(":message-type"u8))
            {
                type = value;
            }
            else if (name.SequenceEqual(":event-type"u8))
            {
                eventType = value;
            }
            else if (name.SequenceEqual(":exception-type"u8))
            {
                exceptionType = value;
            }
            else if (name.SequenceEqual(":error-code"u8))
            {
                code = value;
            }
            else if (name.SequenceEqual(":error-message"u8))
            {
                text = value;
            }
        }

        message = new EventStreamMessage
        {
            Name = type.SequenceEqual("exception"u8) ? exceptionType : eventType,
            Payload = body[(Prelude + headersLength)..],
            IsError = type.SequenceEqual("error"u8),
            ErrorCode = code,
            ErrorMessage = text,
        };
        return true;
    }

    /// <summary>What the headers of an error say, as the JSON object that other errors are.</summary>
    public ReadOnlySpan<byte> ErrorDocument()
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        // As strings: what is no UTF-8 is replaced, where the writer would throw.
        json.WriteString("code"u8, Encoding.UTF8.GetString(ErrorCode));
        json.WriteString("message"u8, Encoding.UTF8.GetString(ErrorMessage));
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan;
    }
}
