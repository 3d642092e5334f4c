namespace Fairlead.Gateway.Hosting;

/// <summary>
/// The end of a gateway's life: no new requests, the running ones may finish, what is left after the time allowed is aborted.
/// </summary>
internal sealed class Drain(TimeProvider time) : IDisposable
{
    /// <summary>What aborted requests get to say so to their clients; a write of a few hundred bytes each.</summary>
    public static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();
    private int _running;
    private volatile bool _draining;

    /// <summary>Whether new requests are refused.</summary>
    public bool IsDraining => _draining;

    /// <summary>Requests under way.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Fires when the time allowed is over.</summary>
    public CancellationToken Aborted => _abort.Token;

    /// <summary>Counts a request in; false when no new ones are taken. Each success needs one <see cref="Exit"/>.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _running);
        if (!_draining)
        {
            return true;
        }

        Exit();
        return false;
    }

    /// <summary>Counts a request out.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _running) == 0 && _draining)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Refuses new requests and waits for the running ones.</summary>
    /// <param name="allowed">How long they may take before they are aborted.</param>
    /// <param name="hurry">Aborts them at once.</param>
    /// <returns>True when all of them finished by themselves.</returns>
    public async Task<bool> RunAsync(TimeSpan allowed, CancellationToken hurry)
    {
        _draining = true;
        // A request that did not see the flag must be seen here.
        Interlocked.MemoryBarrier();
        if (Running == 0)
        {
            _empty.TrySetResult();
        }

        try
        {
            await _empty.Task.WaitAsync(allowed, time, hurry);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await _abort.CancelAsync();
        }

        try
        {
            await _empty.Task.WaitAsync(AbortGrace, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // A client that does not read holds its request; closing the connection ends it.
        }

        return false;
    }

    public void Dispose() => _abort.Dispose();
}
