using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>How a call was answered: a body to read, or a failure as a value.</summary>
/// <remarks>Not thread-safe: one reader. Dispose it always.</remarks>
public sealed class UpstreamReply : IAsyncDisposable
{
    private readonly HttpResponseMessage? _response;
    private readonly CallScopePool? _pool;
    private readonly Stream? _stream;
    private readonly TimeSpan _idleTimeout;
    private CallScope? _scope;

    /// <summary>An answer with a body to read.</summary>
    internal UpstreamReply(HttpResponseMessage response, Stream stream, CallScope scope, CallScopePool pool, TimeSpan idleTimeout)
    {
        _response = response;
        _stream = stream;
        _scope = scope;
        _pool = pool;
        _idleTimeout = idleTimeout;
        Status = (int)response.StatusCode;
    }

    /// <summary>A failure, with the answer's head where there was one.</summary>
    internal UpstreamReply(in UpstreamFailure failure, HttpResponseMessage? response = null, ReadOnlyMemory<byte> errorBody = default)
    {
        _response = response;
        Failure = failure.Kind;
        Status = failure.Status;
        Reason = failure.Reason;
        RetryAfter = failure.RetryAfter;
        ErrorBody = errorBody;
    }

    /// <summary><see cref="FailureKind.None"/> when there is a body to read; why, when there is none or when reading it ended early.</summary>
    public FailureKind Failure { get; private set; }

    /// <summary>The upstream's HTTP status; 0 where there was none.</summary>
    public int Status { get; }

    /// <summary>The wait a failure asks for: <c>retry-after-ms</c>, <c>retry-after</c> (seconds or date), or a body's own form; read on failures only.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>A short text of a failure for people, free of prompts and secrets.</summary>
    public string? Reason { get; private set; }

    /// <summary>The answer's headers; null where there was no answer.</summary>
    public HttpResponseHeaders? Headers => _response?.Headers;

    /// <summary>The answer's head as it came; null where there was no answer.</summary>
    internal HttpResponseMessage? Response => _response;

    /// <summary>The content's headers; null where there was no answer.</summary>
    public HttpContentHeaders? ContentHeaders => _response?.Content.Headers;

    /// <summary>A failure's body as sent, at most <see cref="UpstreamClientOptions.MaxErrorBytes"/>; empty where there was none.</summary>
    public ReadOnlyMemory<byte> ErrorBody { get; }

    /// <summary>Whether the answer is an event stream by its content type: some servers answer a stream request with plain JSON.</summary>
    public bool IsEventStream =>
        _response is not null
        && _response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
        && type.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads on in the answer's body under the idle timeout.</summary>
    /// <param name="buffer">Where to put the bytes.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <returns>How many bytes, 0 at the end; or the failure that ended it.</returns>
    /// <exception cref="InvalidOperationException">There is no body: the call failed, or the reply is disposed.</exception>
    public ValueTask<BodyRead> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_stream is null || _scope is null)
        {
            throw new InvalidOperationException("There is no body to read: the call failed, or the reply is disposed.");
        }

        if (Failure != FailureKind.None)
        {
            return new(new BodyRead(0, Failure));
        }

        ValueTask<int> read;
        try
        {
            read = _stream.ReadAsync(buffer, _scope.Token);
        }
        catch (Exception e) when (TransportFailure.IsTransport(e))
        {
            return new(Broken());
        }

        // Most chunks of a burst are there already: no deadline, no await.
        return read.IsCompletedSuccessfully ? new(new BodyRead(read.Result, FailureKind.None)) : AwaitAsync(read, cancellationToken);
    }

    /// <summary>Ends the call: the connection goes back to the pool, or is closed where the body was not read to its end.</summary>
    public ValueTask DisposeAsync()
    {
        _response?.Dispose();
        var scope = _scope;
        _scope = null;
        if (scope is not null)
        {
            _pool!.Return(scope);
        }

        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<BodyRead> AwaitAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        var scope = _scope!;
        var extra = cancellationToken == scope.Caller ? default : scope.Register(cancellationToken);
        scope.Arm(_idleTimeout);
        try
        {
            return new BodyRead(await read.ConfigureAwait(false), FailureKind.None);
        }
        catch (Exception e) when (TransportFailure.IsTransport(e))
        {
            return Broken();
        }
        finally
        {
            scope.Disarm();
            scope.Unlink(extra);
        }
    }

    private BodyRead Broken()
    {
        var failure = TransportFailure.AmidAnswer(_scope!);
        Failure = failure.Kind;
        Reason = failure.Reason;
        return new BodyRead(0, failure.Kind);
    }
}

/// <summary>One read of an answer's body.</summary>
/// <param name="Count">Bytes read; 0 at the end.</param>
/// <param name="Failure">Why reading ended early; <see cref="FailureKind.None"/> otherwise.</param>
public readonly record struct BodyRead(int Count, FailureKind Failure);
