namespace Fairlead.Providers.Http;

/// <summary>Makes the calls. One for the whole process: it owns the connection pools. Thread-safe.</summary>
public sealed class UpstreamClient : IDisposable
{
    /// <summary>Sends a call and waits for the answer's head.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The client's: cancelling it reaches the upstream.</param>
    /// <returns>The reply; expected failures are values in it, not exceptions.</returns>
    public ValueTask<UpstreamReply> SendAsync(in UpstreamCall call, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Closes the pools.</summary>
    public void Dispose() => throw new NotImplementedException();
}
