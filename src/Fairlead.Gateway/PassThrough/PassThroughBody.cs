using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.PassThrough;

/// <summary>A request's body on its way to the vendor. Knows whether it was cut for its length: the HTTP stack would only say that the connection broke.</summary>
internal sealed class PassThroughBody(Stream body) : Stream
{
    /// <summary>The server ended the body because it is longer than allowed.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads all of it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(CancellationToken cancellationToken)
    {
        const int leastRead = 16 * 1024;
        var all = new ArrayBufferWriter<byte>();
        while (await ReadAsync(all.GetMemory(leastRead), cancellationToken) is > 0 and var count)
        {
            all.Advance(count);
        }

        return all.WrittenMemory;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            IsTooLong = true;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
