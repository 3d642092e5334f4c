using System.Buffers;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Asks a strategy of somebody else's: shows it those that may answer, and holds it to them.</summary>
internal sealed class Custom(string name, CustomStrategy strategy, Deployment[] members, DeploymentState[] states, StrategyContext context) : SelectionStrategy
{
    public override string Name => name;

    public override int Pick(ref Candidates candidates)
    {
        var rented = ArrayPool<StrategyCandidate>.Shared.Rent(members.Length);
        try
        {
            var allowed = Allowed(ref candidates, rented);
            if (allowed.Length == 0)
            {
                return -1;
            }

            var picked = strategy.Pick(candidates.Request, allowed, candidates.Random);
            return picked == -1 ? -1
                : (uint)picked < (uint)allowed.Length ? allowed[picked].Member
                : throw new InvalidOperationException($"The strategy '{name}' picked number {picked} of {allowed.Length} candidates.");
        }
        finally
        {
            ArrayPool<StrategyCandidate>.Shared.Return(rented, clearArray: true);
        }
    }

    public override bool LearnsInBatches => false;

    public override void Observe(int member, in AttemptReport report, long now) => strategy.Observe(members[member], report);

    public override void Shares(ref Candidates candidates, Span<double> shares)
    {
        shares.Clear();
        var allowed = Allowed(ref candidates, new StrategyCandidate[members.Length]);
        if (allowed.Length == 0)
        {
            return;
        }

        var own = new double[allowed.Length];
        strategy.Shares(candidates.Request, allowed, own);
        for (var i = 0; i < own.Length; i++)
        {
            shares[allowed[i].Member] = own[i];
        }
    }

    private ReadOnlySpan<StrategyCandidate> Allowed(ref Candidates candidates, StrategyCandidate[] into)
    {
        var count = 0;
        for (var member = 0; member < members.Length; member++)
        {
            if (candidates.Allows(member))
            {
                into[count++] = new StrategyCandidate(members[member], member, states[member], context);
            }
        }

        return into.AsSpan(0, count);
    }
}
