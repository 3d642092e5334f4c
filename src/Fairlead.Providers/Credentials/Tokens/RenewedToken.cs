namespace Fairlead.Providers.Credentials.Tokens;

/// <summary>Keeps a token as long as it is good, and gets the next before it ends; those who ask meanwhile share one call. Thread-safe.</summary>
internal sealed class RenewedToken(TokenSource source, TimeProvider time)
{
    /// <summary>Renewed this long before the end, so that no call under way outlives it: Google's and Microsoft's tokens are good for an hour.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>After a renewal that failed the next is tried no sooner.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile AccessToken? _kept;
    private Task<TokenFound>? _renewing;
    private TokenFound _last;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>A good token, or why there is none.</summary>
    /// <param name="cancellationToken">Ends the waiting; a renewal under way goes on for the others who wait.</param>
    public ValueTask<TokenFound> GetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_kept is { } kept && now < kept.Expires - Ahead)
        {
            return new(new TokenFound(kept, null));
        }

        lock (_gate)
        {
            if (_renewing is null && now < _notBefore)
            {
                return new(Best(_last));
            }

            _renewing ??= RenewAsync();
            return new(_renewing.WaitAsync(cancellationToken));
        }
    }

    /// <summary>A call with this token was refused.</summary>
    public void Drop(string value)
    {
        lock (_gate)
        {
            if (_kept is { } kept && kept.Value.Reveal() == value)
            {
                _kept = null;
                _notBefore = DateTimeOffset.MinValue;
            }
        }
    }

    private async Task<TokenFound> RenewAsync()
    {
        // The gate is left before anything is asked.
        await Task.Yield();
        var found = TokenFound.Failed("no token could be got");
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
                _kept = found.Token ?? _kept;
                // A token that is short-lived from the start is not asked for with every call either.
                _notBefore = found.Token is { } token && time.GetUtcNow() < token.Expires - Ahead ? DateTimeOffset.MinValue : time.GetUtcNow() + Pause;
            }
        }

        return Best(found);
    }

    private TokenFound Best(in TokenFound found) =>
        found.Token is null && _kept is { } old && time.GetUtcNow() < old.Expires ? new TokenFound(old, null) : found;
}
