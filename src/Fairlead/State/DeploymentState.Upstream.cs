using Fairlead.Limits;

namespace Fairlead.State;

/// <content>What the provider says is left of its own limits.</content>
internal sealed partial class DeploymentState
{
    /// <summary>From here on what a provider says is left of its own limits counts: with a tenth of a minute's quota left, six seconds of even traffic are.</summary>
    public const float LastShare = 0.1f;

    private const int NearLimit = int.MinValue;

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
            if (_hot.ProviderUsed > 1 - LastShare)
            {
                Interlocked.Or(ref _hot.Queue, NearLimit);
            }
            else
            {
                Interlocked.And(ref _hot.Queue, ~NearLimit);
            }
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

    /// <summary>Less than <see cref="LastShare"/> of the provider's limits was left: <see cref="ShareLeft"/> is then worth a look at the clock.</summary>
    public bool IsNearLimit => Volatile.Read(ref _hot.Queue) < 0;

    /// <summary>The share of the provider's limits that is left, 0 to 1; 1 where it did not say, or not lately.</summary>
    public double ShareLeft(long now) => Volatile.Read(ref _upstreamUntil) > now ? 1 - Volatile.Read(ref _hot.ProviderUsed) : 1;
}
