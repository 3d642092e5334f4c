namespace Fairlead.Providers.Credentials;

/// <summary>A place that credentials come from. Thread-safe.</summary>
internal abstract class CredentialSource<T>
    where T : class, ICredential
{
    /// <summary>Gets one anew.</summary>
    public abstract ValueTask<Found<T>> GetAsync(CancellationToken cancellationToken);
}
