using Fairlead.Limits;

namespace Fairlead.Attempts;

/// <content>What providers say of their own limits.</content>
public sealed partial class RouteSession
{
    /// <summary>Tells what a provider says is left of its own limits, as soon as the head of its answer is there.</summary>
    /// <param name="attempt">The attempt that was answered.</param>
    /// <param name="limits">What it says; nothing is learnt where it says nothing.</param>
    /// <remarks>Other deployments of the same credential have the same limits; each hears of them by its own answers.</remarks>
    public void Learn(in RouteAttempt attempt, in UpstreamLimits limits)
    {
        if (limits.IsKnown && attempt.Deployment is { } deployment)
        {
            deployment.State.LearnLimits(limits, _router.Clock.Now + _router.Clock.Ticks(limits.Resets));
        }
    }

    /// <summary>What the group that answers may take in a minute; null when nobody in it has a limit.</summary>
    internal GroupLimits? GroupLimits => _target?.Group.Limits;

    /// <summary>The minute that limits are counted in now.</summary>
    internal long Minute => _router.Clock.Minute(_router.Clock.Now);
}
