using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>An answer that can be judged: what it was read from, and what was held back of it.</summary>
/// <param name="Reply">The answer; whoever has this disposes it.</param>
/// <param name="Held">What was held back.</param>
/// <param name="Started">When the attempt began.</param>
/// <param name="First">How long that took.</param>
internal readonly record struct Opened(UpstreamReply Reply, Held Held, long Started, TimeSpan First)
{
    /// <inheritdoc cref="Relay.Held.For"/>
    public Opened For(RouteSession session) => Held.IsFiltered ? this with { Held = Held.For(session) } : this;
}
