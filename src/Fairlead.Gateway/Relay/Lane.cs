using System.Buffers;
using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Relay;

/// <summary>What each of several attempts of one request has to itself: the bytes it holds back, the watch over them, and what ends it.</summary>
/// <remarks>A request has one, which is pooled with it; a hedge or a race makes others.</remarks>
internal sealed class Lane : IBufferWriter<byte>, IDisposable
{
    /// <summary>Room for one written event; a JSON writer asks for no less.</summary>
    private const int LeastRoom = 512;

    private readonly TimeProvider _time;
    private CancellationTokenSource _cancel;
    private CancellationTokenRegistration _clientGone;
    private CancellationTokenRegistration _drained;
    private CancellationToken _client;
    private CancellationToken _drain;

    public Lane(TimeProvider time)
    {
        _time = time;
        _cancel = NewSource();
    }

    /// <summary>What of the answer is held back: until its first content, and the part of an event after that.</summary>
    public PooledBuffer Hold;

    /// <summary>What of an answer that is translated has not been read as its format yet.</summary>
    public PooledBuffer Raw;

    public AnswerWatch Watch { get; } = new();

    /// <summary>What of the request has no place in the deployment's format, and was left out.</summary>
    public IReadOnlyList<Loss> Lost { get; set; } = [];

    /// <summary>The last refusal whose own words are worth passing on.</summary>
    public RelayedRefusal? Refusal { get; set; }

    /// <summary>Another attempt answered first: nobody waits for this one any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The client went away.</summary>
    public bool ClientGone => _client.IsCancellationRequested;

    /// <summary>Fires when the client goes away, when a drain ends, when a deadline set here passes, or when another attempt has won.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Begins to listen for the client's leaving and the drain's end.</summary>
    public void Begin(CancellationToken client, CancellationToken drain)
    {
        _client = client;
        _drain = drain;
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

    /// <summary>Ends what goes on here. Who calls does not wait for it: what listens to the token runs elsewhere.</summary>
    public Task LoseAsync()
    {
        IsLost = true;
        Unregister();
        return _cancel.CancelAsync();
    }

    /// <summary>Takes bytes that are held back.</summary>
    public void Advance(int count) => Hold.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Hold.Reserve(Math.Max(sizeHint, LeastRoom));
        return Hold.Free;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Ends the use. True when it may serve another request.</summary>
    public bool End()
    {
        Unregister();
        Hold.Return();
        Raw.Return();
        Watch.Reset();
        Refusal = null;
        Lost = [];
        return !IsLost && _cancel.TryReset();
    }

    public void Dispose()
    {
        Unregister();
        Hold.Return();
        Raw.Return();
        Watch.Dispose();
        _cancel.Dispose();
    }

    private CancellationTokenSource NewSource() => new(Timeout.InfiniteTimeSpan, _time);

    private void Register()
    {
        _clientGone = _client.UnsafeRegister(static lane => ((Lane)lane!)._cancel.Cancel(), this);
        _drained = _drain.UnsafeRegister(static lane => ((Lane)lane!)._cancel.Cancel(), this);
    }

    // Dispose, not Unregister: a callback that runs just now must be over before the source is used again.
    private void Unregister()
    {
        _clientGone.Dispose();
        _drained.Dispose();
    }
}
