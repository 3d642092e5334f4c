using Fairlead.Attempts;
using Fairlead.Gateway.Hosting;
using Fairlead.Providers.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>All state of one relayed request. Pooled: a request allocates none of it.</summary>
internal sealed class RelayContext : IDisposable
{
    private readonly TimeProvider _time;
    private CancellationTokenSource _cancel;
    private CancellationTokenRegistration _clientGone;
    private CancellationTokenRegistration _drained;
    private CancellationToken _drainAborted;

    public RelayContext(TimeProvider time)
    {
        _time = time;
        _cancel = NewSource();
    }

    /// <summary>The request's body, as it is sent upstream but for the model's name.</summary>
    public PooledBuffer Body;

    /// <summary>What of the answer is held back: until its first content, and the part of an event after that.</summary>
    public PooledBuffer Hold;

    public RequestView View { get; } = new();

    public AnswerWatch Watch { get; } = new();

    public HttpContext Http { get; private set; } = null!;

    public Surface Surface { get; private set; }

    public string RequestId { get; private set; } = "";

    /// <summary>When the request came in, as a timestamp.</summary>
    public long Started { get; private set; }

    /// <summary>Time spent waiting for upstreams and between attempts: not the gateway's own.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>Whether the client wants to know the route (<c>x-fairlead-explain</c>).</summary>
    public bool Explain { get; set; }

    /// <summary>Whether the last bytes sent were part of an event too long to be held.</summary>
    public bool AmidEvent { get; set; }

    /// <summary>The answer broke off after its head was sent.</summary>
    public bool Cut { get; set; }

    /// <summary>The last refusal whose own words are worth passing on.</summary>
    public RelayedRefusal? Refusal { get; set; }

    /// <summary>Fires when the client goes away, when a drain ends, or when a deadline set here passes.</summary>
    public CancellationToken Token => _cancel.Token;

    public bool ClientGone => Http.RequestAborted.IsCancellationRequested;

    public bool DrainAborted => _drainAborted.IsCancellationRequested;

    public void Begin(HttpContext http, Surface surface, Drain drain)
    {
        Http = http;
        Surface = surface;
        Started = _time.GetTimestamp();
        RequestId = RequestIds.From(http.Request.Headers[RequestIds.Header]);
        _drainAborted = drain.Aborted;
        Register();
    }

    /// <summary>Sets a deadline on <see cref="Token"/>, or lifts it with an infinite time.</summary>
    public void CancelAfter(TimeSpan time) => _cancel.CancelAfter(time);

    /// <summary>A fresh token after a deadline passed, for the next attempt.</summary>
    public void RenewToken()
    {
        Unregister();
        _cancel.Dispose();
        _cancel = NewSource();
        Register();
    }

    /// <summary>Ends the request. True when the context may serve another.</summary>
    public bool End()
    {
        Unregister();
        Body.Return();
        Hold.Return();
        View.Reset();
        Watch.Reset();
        Http = null!;
        RequestId = "";
        Waited = TimeSpan.Zero;
        Explain = AmidEvent = Cut = false;
        Refusal = null;
        return _cancel.TryReset();
    }

    public void Dispose()
    {
        Watch.Dispose();
        _cancel.Dispose();
    }

    private CancellationTokenSource NewSource() => new(Timeout.InfiniteTimeSpan, _time);

    private void Register()
    {
        _clientGone = Http.RequestAborted.UnsafeRegister(static relay => ((RelayContext)relay!)._cancel.Cancel(), this);
        _drained = _drainAborted.UnsafeRegister(static relay => ((RelayContext)relay!)._cancel.Cancel(), this);
    }

    // Dispose, not Unregister: a callback that runs just now must be over before the source is used again.
    private void Unregister()
    {
        _clientGone.Dispose();
        _drained.Dispose();
    }
}

/// <summary>An upstream's own refusal of the request, kept in case it is the final answer.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Status">Its status.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="Body">Its body, as sent.</param>
internal sealed record RelayedRefusal(FailureKind Kind, int Status, string ContentType, ReadOnlyMemory<byte> Body);
