using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Who is thought slow by little evidence is asked now and then, and not too often.</summary>
public sealed class TrialsTests
{
    private const double HalfLife = 100;
    private const double Slow = 2;
    private const long Now = 1000;
    private const int ManyAnswers = 4096;

    private readonly Router _router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c")).Router(random: new Bits(0));
    private readonly DeploymentState[] _states;
    private readonly Trials _trials;

    public TrialsTests()
    {
        _states = _router.Model.Groups[0].Tiers[0].States;
        _trials = new Trials(_states, HalfLife, Slow);
    }

    private int Choose(double[] times, double[] evidence, long now = Now, double perToken = 0)
    {
        var estimates = new Estimates(times.Length);
        times.CopyTo(estimates.Fixed, 0);
        estimates.PerToken.AsSpan(0, times.Length).Fill(perToken);
        _trials.Choose(
            estimates,
            Array.ConvertAll(evidence, static weight => default(LatencyView) with { FirstTokenWeight = weight }),
            output: 10,
            now);
        return _trials.Due;
    }

    private int Instead(int picked, out double patience, bool stream = true, bool isPeek = false, RandomSource? random = null)
    {
        var request = new RouteRequest("m") { Stream = stream };
        var candidates = new Candidates(_router.Model, _router.Clock, random ?? _router.Random, in request, null, _router.Clock.Now) { IsPeek = isPeek };
        candidates.Enter(_router.Model.Groups[0]);
        candidates.Enter(_router.Model.Groups[0].Tiers[0]);
        var member = _trials.Instead(picked, ref candidates);
        patience = candidates.Trial;
        return member;
    }

    [Theory]
    [InlineData(2.01, 1.0, 1)]
    [InlineData(2.0, 1.0, -1)]
    [InlineData(2.01, 3.0, -1)]
    [InlineData(2.01, 2.9, 1)]
    public void Due_IsWhoIsThoughtTwiceAsSlowByLittleEvidence(double time, double evidence, int due) =>
        Assert.Equal(due, Choose([1, time, 1], [9, evidence, 9]));

    [Fact]
    public void Due_IsTheOneLeastIsKnownOf_OfThoseThatWaitForNothing()
    {
        Assert.Equal(2, Choose([1, 5, 3], [9, 2, 1]));
        Assert.Equal(1, Choose([1, 5, 3], [9, 1, 1]));
        _states[1].Await(5);
        Assert.Equal(2, Choose([1, 5, 3], [9, 1, 2]));
    }

    [Fact]
    public void Due_IsJudgedByWholeAnswers()
    {
        // One and 0.2 a token make 3: twice as much is 6, and 3.9 and 2 make 5.9.
        Assert.Equal(-1, Choose([1, 3.9, 1], [9, 1, 9], perToken: 0.2));
        Assert.Equal(1, Choose([1, 4.1, 1], [9, 1, 9], perToken: 0.2));
    }

    [Fact]
    public void Asked_IsNotDueAgainForAWhile_OrForManyAnswers()
    {
        Assert.Equal(1, Choose([1, 5, 1], [9, 1, 9]));
        Assert.Equal(1, Instead(0, out var patience));
        Assert.InRange(patience, 1.1, 1.9);
        Assert.Equal(-1, _trials.Due);
        Assert.Equal(-1, Choose([1, 5, 1], [9, 1, 9]));
        Assert.Equal(-1, Choose([1, 5, 1], [9, 1, 9], Now + 149));
        Assert.Equal(1, Choose([1, 5, 1], [9, 1, 9], Now + 150));

        Assert.Equal(1, Instead(0, out _));
        Assert.Equal(-1, Choose([1, 5, 1], [9, 1, 9], Now + 150));
        _trials.Count(ManyAnswers - 1);
        Assert.Equal(-1, Choose([1, 5, 1], [9, 1, 9], Now + 150));
        _trials.Count(1);
        Assert.Equal(1, Choose([1, 5, 1], [9, 1, 9], Now + 150));
    }

    [Fact]
    public void Instead_AsksAtOneDrawInThirtyTwo_WhoMayBeAsked()
    {
        Assert.Equal(0, Instead(0, out _));
        Choose([1, 5, 1], [9, 1, 9]);
        Assert.Equal(0, Instead(0, out _, random: new Bits(16)));
        Assert.Equal(-1, Instead(-1, out _));
        Assert.Equal(1, Instead(1, out var own));
        Assert.Equal((0.0, 1), (own, _trials.Due));
        Assert.Equal(1, Instead(0, out _, isPeek: true));
        Assert.Equal(1, _trials.Due);
        _states[1].RestUntil(_router.Clock.Now + 100, FailureKind.Connection);
        Assert.Equal(0, Instead(0, out _));
        _states[1].EndRest(_states[1].Rest, _router.Clock.Now);

        Assert.Equal(1, Instead(0, out var whole, stream: false, random: new Bits(32)));
        Assert.True(whole < 0);
    }

    [Fact]
    public void Shares_GiveTheDueOneInThirtyTwo()
    {
        Assert.Equal([0.5, 0.25, 0.25], Added([0.5, 0.25, 0.25]));
        Choose([1, 5, 1], [9, 1, 9]);

        Assert.Equal([0.5 * 31 / 32, (0.25 * 31 / 32) + (1 / 32.0), 0.25 * 31 / 32], Added([0.5, 0.25, 0.25]));
        Assert.Equal([0.0, 1, 0], Added([0, 1, 0]));
        _states[1].RestUntil(_router.Clock.Now + 100, FailureKind.Connection);
        Assert.Equal([0.5, 0, 0.5], Added([0.5, 0, 0.5]));
        _states[1].EndRest(_states[1].Rest, _router.Clock.Now);
        Choose([5, 1, 1], [1, 9, 9]);
        Assert.Equal(1 / 32.0, Added([0, 0.5, 0.5])[0]);

        double[] Added(double[] shares)
        {
            var request = new RouteRequest("m");
            var candidates = new Candidates(_router.Model, _router.Clock, _router.Random, in request, null, _router.Clock.Now);
            candidates.Enter(_router.Model.Groups[0]);
            candidates.Enter(_router.Model.Groups[0].Tiers[0]);
            _trials.AddTo(ref candidates, shares);
            return shares;
        }
    }

    /// <summary>Always the same bits.</summary>
    private sealed class Bits(ulong bits) : RandomSource
    {
        public override ulong NextBits() => bits;
    }
}
