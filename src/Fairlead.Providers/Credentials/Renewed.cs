namespace Fairlead.Providers.Credentials;

/// <summary>Keeps a credential as long as it is good, and gets the next before it ends; those who ask meanwhile share one call. Thread-safe.</summary>
internal sealed class Renewed<T>(CredentialSource<T> source, TimeProvider time)
    where T : class, ICredential
{
    /// <summary>
    /// Renewed this long before the end, so that no call under way outlives it: Google's and Microsoft's tokens are good for an hour, and Amazon's machines hand out the next keys
    /// five minutes ahead.
    /// </summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>After a renewal that brought nothing new the next is tried no sooner.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile T? _kept;
    private Task<Found<T>>? _renewing;
    private Found<T> _last;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>A good one, or why there is none.</summary>
    /// <param name="cancellationToken">Ends the waiting; a renewal under way goes on for the others who wait.</param>
    public ValueTask<Found<T>> GetAsync(CancellationToken cancellationToken)
    {
        if (_kept is { } kept && IsFresh(kept))
        {
            return new(Found<T>.Of(kept));
        }

        lock (_gate)
        {
            if (_renewing is null && time.GetUtcNow() < _notBefore)
            {
                return new(Best(_last));
            }

            _renewing ??= RenewAsync();
            return new(_renewing.WaitAsync(cancellationToken));
        }
    }

    /// <summary>A call with it was refused.</summary>
    /// <param name="mark">What of it stood in the call.</param>
    public void Drop(string mark)
    {
        lock (_gate)
        {
            if (_kept is { } kept && kept.Is(mark))
            {
                _kept = null;
                _notBefore = DateTimeOffset.MinValue;
            }
        }
    }

    private async Task<Found<T>> RenewAsync()
    {
        // The gate is left before anything is asked.
        await Task.Yield();
        var found = Found<T>.Failed("credentials could not be read");
        try
        {
            found = await source.GetAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _last = found;
                _renewing = null;
                _kept = found.Value ?? _kept;

                // One that is short-lived from the start is not asked for with every call either.
                _notBefore = found.Value is { } value && IsFresh(value) ? DateTimeOffset.MinValue : time.GetUtcNow() + Pause;
            }
        }

        return Best(found);
    }

    private Found<T> Best(in Found<T> found) => found.Value is null && _kept is { } old && IsGood(old) ? Found<T>.Of(old) : found;

    private bool IsFresh(T value) => value.Ends is not { } end || time.GetUtcNow() < end - Ahead;

    private bool IsGood(T value) => value.Ends is not { } end || time.GetUtcNow() < end;
}
