using Fairlead.Limits;

namespace Fairlead.State;

/// <content>What the provider says is left of its own limits.</content>
internal sealed partial class DeploymentState
{
    private UpstreamLimits _upstream;
    private long _upstreamUntil;

    /// <summary>Learns what is left; forgotten when the provider says that it is whole again.</summary>
    public void LearnLimits(in UpstreamLimits limits, long until)
    {
        lock (_gate)
        {
            _upstream = limits;
            Volatile.Write(ref _upstreamUntil, until);
            Volatile.Write(ref _hot.ProviderUsed, (float)(1 - limits.ShareLeft));
        }
    }

    /// <summary>What the provider said last, with the time it holds until; null where it said nothing, or that is over.</summary>
    public (UpstreamLimits Limits, long Until)? Upstream(long now)
    {
        lock (_gate)
        {
            return _upstreamUntil > now ? (_upstream, _upstreamUntil) : null;
        }
    }

    /// <summary>More of the provider's limits than this was used up: <see cref="ShareLeft"/> is worth a look at the clock.</summary>
    public bool IsNearLimit(float used) => Volatile.Read(ref _hot.ProviderUsed) > used;

    /// <summary>The share of the provider's limits that is left, 0 to 1; 1 where it did not say, or not lately.</summary>
    public double ShareLeft(long now) => Volatile.Read(ref _upstreamUntil) > now ? 1 - Volatile.Read(ref _hot.ProviderUsed) : 1;
}
