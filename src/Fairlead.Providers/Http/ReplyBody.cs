using System.Buffers;
using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>Reads whole answers.</summary>
internal static class ReplyBody
{
    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="UpstreamException">It ended early.</exception>
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

    /// <summary>Reads a body to its end.</summary>
    /// <returns>The body, or why it ended early.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Body, UpstreamFailure? Failure)> TryReadAllAsync(UpstreamReply reply, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await reply.ReadAsync(buffer.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (read.Failure is not FailureKind.None)
            {
                return (default, new UpstreamFailure(read.Failure, reply.Status, reply.Reason ?? "the answer ended before its end"));
            }

            if (read.Count == 0)
            {
                return (buffer.WrittenMemory, null);
            }

            buffer.Advance(read.Count);
        }
    }

    /// <summary>Turns a failed read into the exception the M.E.AI contracts ask for.</summary>
    /// <exception cref="UpstreamException">It failed.</exception>
    public static void ThrowIfFailed(in BodyRead read, UpstreamReply reply, CancellationToken cancellationToken)
    {
        if (read.Failure is not FailureKind.None)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UpstreamException(read.Failure, reply.Status, reply.Reason ?? "the answer ended before its end");
        }
    }
}
