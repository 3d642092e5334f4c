using System.Net.Http.Headers;
using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>How a call was answered: a body to read, or a failure as a value.</summary>
public sealed class UpstreamReply : IAsyncDisposable
{
    /// <summary><see cref="FailureKind.None"/> when there is a body to read.</summary>
    public FailureKind Failure => throw new NotImplementedException();

    /// <summary>The upstream's HTTP status; 0 where there was none.</summary>
    public int Status => throw new NotImplementedException();

    /// <summary>The wait a failure asks for: <c>retry-after-ms</c>, <c>retry-after</c> (seconds or date), or a body's own form; read on failures only.</summary>
    public TimeSpan? RetryAfter => throw new NotImplementedException();

    /// <summary>A short text of a failure for people, free of prompts and secrets.</summary>
    public string? Reason => throw new NotImplementedException();

    /// <summary>The answer's headers; null where there was no answer.</summary>
    public HttpResponseHeaders? Headers => throw new NotImplementedException();

    /// <summary>The content's headers; null where there was no answer.</summary>
    public HttpContentHeaders? ContentHeaders => throw new NotImplementedException();

    /// <summary>A failure's body as sent, at most 64 KB; empty where there was none.</summary>
    public ReadOnlyMemory<byte> ErrorBody => throw new NotImplementedException();

    /// <summary>Reads on in the answer's body under the idle timeout.</summary>
    /// <param name="buffer">Where to put the bytes.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <returns>How many bytes, 0 at the end; or the failure that ended it.</returns>
    public ValueTask<BodyRead> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the call: the connection goes back to the pool, or is closed where the body was not read to its end.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>One read of an answer's body.</summary>
/// <param name="Count">Bytes read; 0 at the end.</param>
/// <param name="Failure">Why reading ended early; <see cref="FailureKind.None"/> otherwise.</param>
public readonly record struct BodyRead(int Count, FailureKind Failure);
