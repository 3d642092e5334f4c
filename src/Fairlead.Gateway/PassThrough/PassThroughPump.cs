using Fairlead.Attempts;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.PassThrough;

/// <summary>Passes a vendor's answer on as it comes: one read, one write, one flush; nothing waits for more.</summary>
internal static class PassThroughPump
{
    private const int ReadSize = 2048;

    /// <summary>Passes it on to its end.</summary>
    /// <param name="http">Whom to.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="watch">Looks at what goes by; null where nobody needs to.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <exception cref="AnswerCutException">It ended early. The head has left: the connection ends, so that nobody takes the answer for whole.</exception>
    public static async Task RunAsync(HttpContext http, UpstreamReply reply, PassThroughWatch? watch, CancellationToken cancellationToken)
    {
        var writer = http.Response.BodyWriter;
        await http.Response.StartAsync(cancellationToken);
        while (true)
        {
            // Waits before it takes memory: a stream is silent most of the time.
            var awaited = await reply.ReadAsync(Memory<byte>.Empty, cancellationToken);
            var memory = awaited.Failure == FailureKind.None ? writer.GetMemory(ReadSize) : default;
            var read = awaited.Failure == FailureKind.None ? await reply.ReadAsync(memory, cancellationToken) : awaited;
            if (read.Failure != FailureKind.None)
            {
                throw new AnswerCutException();
            }

            if (read.Count == 0)
            {
                return;
            }

            watch?.Push(memory.Span[..read.Count]);
            writer.Advance(read.Count);
            await writer.FlushAsync(cancellationToken);
        }
    }
}
