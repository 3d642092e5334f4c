using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>Peak-EWMA with the power of two choices, as Finagle documents it: of two drawn by chance the lower latency times calls under way plus one.</summary>
/// <remarks>
/// A slower answer counts at once, a quicker one by decay. Latency is the time to the first token of a stream, the whole of a plain answer.
/// Plain: a failure's time is a sample like any other, so that quick refusals look like quick answers.
/// </remarks>
internal sealed class PeakEwma(PolicyContext context) : Chooser
{
    /// <summary>Decay time: Finagle's default, 10 s.</summary>
    private const double DecaySeconds = 10;

    /// <summary>Who has no history and a call under way waits for its outcome: Finagle's penalty.</summary>
    private const double Penalty = 1e9;

    private readonly Member[] _members = new Member[context.Deployments.Count];

    public override int Choose(IReadOnlyList<int> group, IReadOnlyList<int> open, bool stream)
    {
        if (open.Count == 1)
        {
            return open[0];
        }

        var first = context.Random.Next(open.Count);
        var second = (first + 1 + context.Random.Next(open.Count - 1)) % open.Count;
        return Load(open[first]) <= Load(open[second]) ? open[first] : open[second];
    }

    public override void Begins(int deployment) => _members[deployment].Pending++;

    public override void Ends(int deployment, in AttemptReport report)
    {
        _members[deployment].Pending--;
        Observe(deployment, (report.TimeToFirstToken > TimeSpan.Zero ? report.TimeToFirstToken : report.Duration).TotalSeconds);
    }

    public override void Leaves(int deployment) => _members[deployment].Pending--;

    private double Load(int deployment)
    {
        Observe(deployment, 0);
        ref var member = ref _members[deployment];
        return member.Cost == 0 && member.Pending != 0 ? Penalty + member.Pending : member.Cost * (member.Pending + 1);
    }

    private void Observe(int deployment, double seconds)
    {
        ref var member = ref _members[deployment];
        var keep = Math.Exp((member.At - context.Seconds) / DecaySeconds);
        member.At = context.Seconds;
        member.Cost = seconds > member.Cost ? seconds : (member.Cost * keep) + (seconds * (1 - keep));
    }

    private struct Member
    {
        public double Cost;
        public double At;
        public int Pending;
    }
}
