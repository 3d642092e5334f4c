using Fairlead.Providers.Http;

namespace Fairlead.Providers.Credentials;

/// <summary>
/// Puts credentials on a call that no fixed header can carry: tokens that expire, signatures over the bytes that are sent. One for a deployment's endpoint;
/// asked before each call. Thread-safe.
/// </summary>
internal abstract class RequestSigner
{
    /// <summary>It signs the body: bytes that are otherwise written in slices are then put together first.</summary>
    public virtual bool ReadsBody => false;

    /// <summary>Puts the credentials on.</summary>
    /// <param name="request">The request, with all its other headers.</param>
    /// <param name="body">The body as it goes out; empty unless <see cref="ReadsBody"/>.</param>
    /// <param name="cancellationToken">Ends with the call: the caller's leaving, or its time for a first byte.</param>
    /// <returns>Why the call cannot be made; null when it can.</returns>
    public abstract ValueTask<UpstreamFailure?> ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The upstream refused the credentials of a call: what is kept of them is not worth keeping.</summary>
    /// <param name="request">The call that was refused.</param>
    public virtual void OnRefused(HttpRequestMessage request)
    {
    }
}
