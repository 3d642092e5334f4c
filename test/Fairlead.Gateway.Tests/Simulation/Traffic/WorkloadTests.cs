using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Gateway.Tests.Simulation.Traffic;

public sealed class WorkloadTests
{
    private static readonly ModelShare[] Models = [new ModelShare("often", 3), new ModelShare("seldom", 1)];

    [Fact]
    public void Draw_Poisson_ComesAtTheRateAndAsIrregularly()
    {
        var requests = Draw(new TrafficShape { Requests = 20_000, Rate = 10 });
        var gaps = requests.Zip(requests.Skip(1), static (left, right) => (right.Arrives - left.Arrives) / 1e7).ToArray();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));

        Assert.InRange(mean, 0.097, 0.103);

        // Of exponential gaps the deviation is the mean.
        Assert.InRange(deviation / mean, 0.97, 1.03);
    }

    [Fact]
    public void Draw_Bursts_ComeInTheLastSecondsOfEachPeriod()
    {
        var shape = new TrafficShape { Requests = 20_000, Rate = 10, BurstFactor = 8, BurstLength = 5, BurstEvery = 60 };
        var requests = Draw(shape);
        var inBurst = requests.Count(static request => request.Arrives / 1e7 % 60 >= 55);

        // 5 s at 80 a second against 55 s at 10.
        Assert.InRange((double)inBurst / requests.Count, 0.39, 0.45);
        Assert.InRange(requests[^1].Arrives / 1e7, 0.95 * shape.Length, 1.05 * shape.Length);
    }

    [Fact]
    public void Draw_ADay_IsBusiestInItsMiddle()
    {
        var shape = new TrafficShape { Requests = 10_000, Rate = 10, DailySwing = 0.5 };
        var requests = Draw(shape);
        var middle = requests.Count(request => Math.Abs((request.Arrives / 1e7 / shape.Length) - 0.5) < 0.05);
        var start = requests.Count(request => request.Arrives / 1e7 / shape.Length < 0.1);

        Assert.InRange((double)middle / start, 2.3, 3.6);
    }

    [Fact]
    public void Draw_Lengths_AreHeavyTailed()
    {
        var outputs = Draw(new TrafficShape { Requests = 20_000, Output = 150, OutputSpread = 1.3 }).Select(static request => request.OutputTokens).Order().ToArray();

        Assert.InRange(outputs[10_000], 140, 160);

        // The 99th of a hundred: the median times e to the 2.326 times 1.3.
        Assert.InRange(outputs[19_800], 2600, 3700);
    }

    [Fact]
    public void Draw_Models_InProportionToTheirWeight() =>
        Assert.InRange(Draw(new TrafficShape { Requests = 10_000 }).Count(static request => request.Model == "often"), 7350, 7650);

    [Fact]
    public void Draw_WithAPause_NobodyAsksAgainBeforeItIsOver()
    {
        var shape = new TrafficShape { Requests = 4000, Rate = 4, Turns = 20, Pause = 6 };
        var conversations = Draw(shape).GroupBy(static request => request.Conversation).ToList();
        var gaps = conversations.SelectMany(static turns => turns.Zip(turns.Skip(1), static (one, next) => (next.Arrives - one.Arrives) / 1e7)).ToList();

        Assert.True(gaps.Min() >= 6, $"{gaps.Min()} s");
        Assert.InRange(gaps.Average(), 9, 11);
        Assert.InRange(conversations.Count, 200, 250);

        // Where the pause hardly counts, any of the forty may be next.
        var slow = Draw(shape with { Rate = 0.05 });
        Assert.InRange(slow.Zip(slow.Skip(1), static (one, next) => one.Conversation == next.Conversation ? 1.0 : 0).Average(), 0.005, 0.04);
    }

    private static IReadOnlyList<SimulatedRequest> Draw(TrafficShape shape) => Workload.Draw(shape, Models, replicas: 3, seed: 1);
}
