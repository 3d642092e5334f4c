using System.Buffers;
using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>An answer's body as a stream, whose failures throw. Does not own the reply.</summary>
internal sealed class ReplyStream(UpstreamReply reply, bool endEvent) : Stream
{
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads a body to its end.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(UpstreamReply reply, CancellationToken cancellationToken)
    {
        // Most answers fit; longer ones grow it.
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await reply.ReadAsync(buffer.GetMemory(), cancellationToken).ConfigureAwait(false);
            ThrowIfFailed(read, reply, cancellationToken);
            if (read.Count == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read.Count);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var read = await reply.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        ThrowIfFailed(read, reply, cancellationToken);
        if (read.Count > 0)
        {
            return read.Count;
        }

        _ended = true;
        if (!endEvent)
        {
            return 0;
        }

        // Some servers forget the blank line after their last event: it would be lost.
        "\n\n"u8[..Math.Min(2, buffer.Length)].CopyTo(buffer.Span);
        return Math.Min(2, buffer.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static void ThrowIfFailed(in BodyRead read, UpstreamReply reply, CancellationToken cancellationToken)
    {
        if (read.Failure is not FailureKind.None)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UpstreamException(read.Failure, reply.Status, reply.Reason ?? "the answer ended before its end");
        }
    }
}
