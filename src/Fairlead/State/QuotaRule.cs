using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.State;

/// <summary>What a used up quota means for the deployments that draw on it: all of them rest, and all are well when one of them is answered.</summary>
internal static class QuotaRule
{
    public static bool IsQuota(FailureKind kind) => kind is FailureKind.RateLimited or FailureKind.QuotaExhausted;

    /// <summary>A deployment was told that its quota is used up, for now or for good: the others that draw on it need not be told the same.</summary>
    /// <param name="model">The generation.</param>
    /// <param name="refused">Who was told. Whether it rests itself is decided elsewhere.</param>
    /// <param name="cause">What it was told.</param>
    /// <param name="until">When a rest ends.</param>
    /// <param name="now">The time.</param>
    public static void Open(RoutingModel model, Deployment refused, FailureKind cause, long until, long now)
    {
        if (refused.Quota is not { } quota)
        {
            return;
        }

        quota.RefusedBy = refused;

        // Who stands alone is asked all the same when it is a limit of the minute: nobody else could answer. Not so when the money is gone.
        var always = FailureRules.Of(cause).Blame == Blame.Rests;
        until = refused.State.Rest is var rest && rest.Lasts(now) && rest.Cause == cause ? rest.Until : until;
        foreach (var other in quota.Members)
        {
            if (other != refused && (always || other.HasAlternative) && other.Config.Params.CooldownTime != TimeSpan.Zero)
            {
                model.Breakers.OpenUntil(other, until, cause, now);
            }
        }
    }

    /// <summary>A deployment was answered in spite of a rest: those that rest by the same refusal are well, too.</summary>
    public static void Close(RoutingModel model, Deployment answered, Rest ended, long now)
    {
        if (answered.Quota is not { } quota || !IsQuota(ended.Cause))
        {
            return;
        }

        foreach (var other in quota.Members)
        {
            if (other != answered)
            {
                model.Breakers.Close(other, ended, now);
            }
        }
    }
}
