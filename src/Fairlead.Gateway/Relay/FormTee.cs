using Fairlead.Providers.Http.Forms;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>A request's body that puts what is read of it into the spool. It knows its position, by which the reader of the form tells where each part begins.</summary>
internal sealed class FormTee(Stream body, FormSpool spool, long limit) : Stream
{
    public override bool CanRead => true;

    // Said so that the position is asked for; nobody reads a form but from its beginning to its end.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => spool.Length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        if (spool.Length + count > limit)
        {
            throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
        }

        await spool.AppendAsync(buffer[..count], cancellationToken);
        return count;
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
