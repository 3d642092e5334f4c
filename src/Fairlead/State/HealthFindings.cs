using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.State;

/// <summary>Turns what checks find into breakers' states: an ill deployment rests until its finding is stale, and whoever is found well serves again.</summary>
internal static class HealthFindings
{
    public static void Apply(Deployment deployment, in HealthFinding finding, Breakers breakers, Clock clock)
    {
        var state = deployment.State;
        var now = clock.Now;
        var rest = state.Rest;
        var before = state.Health?.Rest ?? default;
        var after = default(Rest);
        if (finding.Counts > TimeSpan.Zero)
        {
            if (finding.Failure != FailureKind.None)
            {
                after = Rest.Of(now + clock.Ticks(finding.Counts), finding.Failure);
                breakers.OpenUntil(deployment, after.Until, finding.Failure, now);
            }
            else if (rest.Word != 0 && (rest == before || !rest.Lasts(now)))
            {
                // Brought about by a check, or over and in want of a probe, which this was. One that requests brought about lasts: a check is not their load.
                breakers.Close(deployment, rest, now);
            }
        }

        state.Health = new HealthRecord(finding.Failure, finding.Status, finding.Reason, now, after);
    }
}
