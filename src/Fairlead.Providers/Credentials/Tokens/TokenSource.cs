namespace Fairlead.Providers.Credentials.Tokens;

/// <summary>A place that tokens come from. Thread-safe.</summary>
internal abstract class TokenSource
{
    /// <summary>Gets one anew.</summary>
    public abstract ValueTask<TokenFound> GetAsync(CancellationToken cancellationToken);

    /// <summary>A place that holds none, and why.</summary>
    public static TokenSource None(string problem) => new Empty(problem);

    private sealed class Empty(string problem) : TokenSource
    {
        public override ValueTask<TokenFound> GetAsync(CancellationToken cancellationToken) => new(TokenFound.Failed(problem));
    }
}
