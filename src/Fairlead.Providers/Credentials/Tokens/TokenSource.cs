namespace Fairlead.Providers.Credentials.Tokens;

/// <summary>A place that tokens come from. Thread-safe.</summary>
internal abstract class TokenSource : CredentialSource<AccessToken>
{
    /// <summary>A place that holds none, and why.</summary>
    public static TokenSource None(string problem) => new Empty(problem);

    private sealed class Empty(string problem) : TokenSource
    {
        public override ValueTask<Found<AccessToken>> GetAsync(CancellationToken cancellationToken) => new(Found<AccessToken>.Failed(problem));
    }
}
