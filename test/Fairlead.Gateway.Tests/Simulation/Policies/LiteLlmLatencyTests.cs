using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Policies;
using static Fairlead.Gateway.Tests.Simulation.Policies.Choosers;

namespace Fairlead.Gateway.Tests.Simulation.Policies;

public sealed class LiteLlmLatencyTests
{
    private static readonly int[] Three = [0, 1, 2];

    [Fact]
    public void Ends_FiveHundredSlowAnswersAfterTenQuick_KeepsTheFirstNine()
    {
        var chooser = new LiteLlmLatency(Context(1));
        for (var i = 0; i < 510; i++)
        {
            chooser.Ends(0, Answer(i < 10 ? 0.1 : 2.0));
        }

        // What LiteLLM's own file reports for this sequence: 0.29 s, when the truth is 2.
        Assert.Equal(((9 * 0.1) + 2.0) / 10, chooser.Mean(0, stream: false), 9);
    }

    [Fact]
    public void Choose_NoSamples_TheNewcomerGetsEverything()
    {
        var chooser = new LiteLlmLatency(Context(3));
        chooser.Ends(0, Answer(0.1));
        chooser.Ends(1, Answer(0.1));

        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal(2, chooser.Choose(Three, Three, stream: false)));
    }

    [Fact]
    public void Choose_OneTimeout_ExilesForGood()
    {
        var chooser = new LiteLlmLatency(Context(2));
        chooser.Ends(0, Failure(FailureKind.Timeout, 10));
        chooser.Ends(1, Answer(5));

        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal(1, chooser.Choose([0, 1], [0, 1], stream: false)));
    }

    [Fact]
    public void Choose_OtherFailures_TeachNothing()
    {
        var chooser = new LiteLlmLatency(Context(1));
        chooser.Ends(0, Failure(FailureKind.ServerError, 10));

        Assert.Equal(0, chooser.Mean(0, stream: false));
    }

    [Fact]
    public void Mean_Stream_IsTheTimeToTheFirstToken()
    {
        var chooser = new LiteLlmLatency(Context(1));
        chooser.Ends(0, Answer(10, tokens: 100, firstToken: 0.5));

        Assert.Equal((0.5, 0.1), (chooser.Mean(0, stream: true), chooser.Mean(0, stream: false)));
    }
}
