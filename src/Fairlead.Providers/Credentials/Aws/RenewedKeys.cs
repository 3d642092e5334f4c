namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Keeps keys as long as they are good, and gets new ones before they end. Thread-safe.</summary>
internal sealed class RenewedKeys(AwsKeySource source, TimeProvider time)
{
    /// <summary>Keys are renewed this long before they end: Amazon's machines hand out the next ones five minutes ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>After a renewal that brought nothing new, the next is tried no sooner.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile AwsKeys? _kept;
    private Task<AwsKeysFound>? _renewing;
    private AwsKeysFound _last;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>Good keys, or why there are none.</summary>
    /// <param name="cancellationToken">Ends the waiting; a renewal under way goes on for the others who wait.</param>
    public ValueTask<AwsKeysFound> GetAsync(CancellationToken cancellationToken)
    {
        if (_kept is { } kept && IsFresh(kept))
        {
            return new(AwsKeysFound.Of(kept));
        }

        lock (_gate)
        {
            if (_renewing is null && time.GetUtcNow() < _notBefore)
            {
                return new(_kept is { } old && IsGood(old) ? AwsKeysFound.Of(old) : _last);
            }

            _renewing ??= RenewAsync();
            return new(_renewing.WaitAsync(cancellationToken));
        }
    }

    /// <summary>A call signed with these keys was refused.</summary>
    /// <param name="id">Their id.</param>
    public void Drop(string id)
    {
        lock (_gate)
        {
            if (_kept is { } kept && kept.Id == id)
            {
                _kept = null;
                _notBefore = DateTimeOffset.MinValue;
            }
        }
    }

    private async Task<AwsKeysFound> RenewAsync()
    {
        // The gate is left before anything is asked.
        await Task.Yield();
        var found = AwsKeysFound.Failed("AWS credentials could not be read");
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
                _kept = found.Keys ?? _kept;
                _notBefore = _kept is { } keys && IsFresh(keys) ? DateTimeOffset.MinValue : time.GetUtcNow() + Pause;
            }
        }

        return found.Keys is null && _kept is { } old && IsGood(old) ? AwsKeysFound.Of(old) : found;
    }

    private bool IsFresh(AwsKeys keys) => keys.Expires is not { } end || time.GetUtcNow() < end - Ahead;

    private bool IsGood(AwsKeys keys) => keys.Expires is not { } end || time.GetUtcNow() < end;
}
