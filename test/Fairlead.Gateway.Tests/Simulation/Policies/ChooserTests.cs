using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Selection;
using static Fairlead.Gateway.Tests.Simulation.Policies.Choosers;
using RoundRobin = Fairlead.Cli.Simulation.Policies.RoundRobin;

namespace Fairlead.Gateway.Tests.Simulation.Policies;

public sealed class ChooserTests
{
    private static readonly int[] Three = [0, 1, 2];

    [Fact]
    public void RoundRobin_Turns_PassByWhoMayNotBeAsked()
    {
        var chooser = new RoundRobin(start: 0);

        Assert.Equal([0, 1, 2, 0], Enumerable.Range(0, 4).Select(_ => chooser.Choose(Three, Three, stream: true)));
        Assert.Equal([2, 0, 2, 0], Enumerable.Range(0, 4).Select(_ => chooser.Choose(Three, [0, 2], stream: true)));
    }

    [Fact]
    public void UniformRandom_ManyPicks_AreEven()
    {
        var chooser = new UniformRandom(RandomSource.Seeded(1));
        var counts = Enumerable.Range(0, 3000).CountBy(_ => chooser.Choose(Three, Three, stream: true)).ToDictionary();

        Assert.All(Three, member => Assert.InRange(counts[member], 900, 1100));
    }

    [Fact]
    public void LiteLlmLeastBusy_Ties_TheFirstTakesAll()
    {
        var chooser = new LiteLlmLeastBusy(3, RandomSource.Seeded(1));

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(0, chooser.Choose(Three, Three, stream: true)));
    }

    [Fact]
    public void LiteLlmLeastBusy_ACallerLeaves_IsNeverCountedOff()
    {
        var chooser = new LiteLlmLeastBusy(2, RandomSource.Seeded(1));
        chooser.Begins(0);
        chooser.Leaves(0);

        Assert.Equal(1, chooser.Choose([0, 1], [0, 1], stream: true));
    }

    [Fact]
    public void LiteLlmLeastBusy_TheLeastMayNotBeAsked_AnybodyByChance()
    {
        var chooser = new LiteLlmLeastBusy(3, RandomSource.Seeded(1));
        for (var i = 0; i < 50; i++)
        {
            chooser.Begins(1);
        }

        chooser.Begins(2);
        var counts = Enumerable.Range(0, 1000).CountBy(_ => chooser.Choose(Three, [1, 2], stream: true)).ToDictionary();

        Assert.InRange(counts[1], 400, 600);
    }

    [Fact]
    public void PeakEwma_QuickRefusals_LookLikeQuickAnswers()
    {
        var chooser = new PeakEwma(Context(2));
        chooser.Begins(0);
        chooser.Ends(0, Failure(FailureKind.RateLimited, 0.01));
        chooser.Begins(1);
        chooser.Ends(1, Answer(0.5));

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(0, chooser.Choose([0, 1], [0, 1], stream: true)));
    }

    [Fact]
    public void PeakEwma_ASlowAnswer_CountsAtOnceAndDecays()
    {
        var context = Context(2);
        var chooser = new PeakEwma(context);
        Answered(0, 0.2);
        Answered(1, 0.4);
        Assert.Equal(0, chooser.Choose([0, 1], [0, 1], stream: true));

        Answered(0, 2);
        Assert.Equal(1, chooser.Choose([0, 1], [0, 1], stream: true));

        context.Time.MoveTo(TimeSpan.FromSeconds(30).Ticks);
        Answered(1, 0.4);
        Assert.Equal(0, chooser.Choose([0, 1], [0, 1], stream: true));

        void Answered(int deployment, double seconds)
        {
            chooser.Begins(deployment);
            chooser.Ends(deployment, Answer(seconds));
        }
    }

    [Fact]
    public void HotCold_AHotDeployment_IsLeftAlone()
    {
        var context = Context(10);
        int[] all = [.. Enumerable.Range(0, 10)];
        for (var i = 0; i < 40; i++)
        {
            Call(context.Deployments[0]);
        }

        var chooser = new HotCold(context);
        var hot = Enumerable.Range(0, 1000).Count(_ => chooser.Choose(all, all, stream: true) == 0);

        // An even share would be a hundred.
        Assert.True(hot < 20, $"the hot one got {hot} of 1000");
    }

    [Fact]
    public void HotCold_AllCold_TheQuickestWins()
    {
        var context = Context(2);
        context.Deployments[0].Meet(new Incident(IncidentKind.Slow, 0, 0, 1, Factor: 10), begins: true, now: 0);
        Call(context.Deployments[0]);
        Call(context.Deployments[1]);
        context.Time.MoveTo(TimeSpan.FromMinutes(5).Ticks);
        var chooser = new HotCold(context);
        var counts = Enumerable.Range(0, 1000).CountBy(_ => chooser.Choose([0, 1], [0, 1], stream: true)).ToDictionary();

        Assert.True(counts[1] > 800, $"the quick one got {counts[1]} of 1000");
    }

    private static void Call(SimulatedDeployment deployment) =>
        deployment.Begin(new SimulatedRequest(1, "model", 0, 0, 100, 10, Stream: true, Patience: null), 1, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), now: 0);
}
