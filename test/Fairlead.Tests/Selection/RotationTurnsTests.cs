using Fairlead.Attempts;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Turns against the rule written out: round after round, member after member, a turn whenever the weights summed up pass a multiple of the highest.</summary>
public sealed class RotationTurnsTests
{
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;

    [Theory]
    [InlineData(new[] { 1000, 3, 7, 1 }, new[] { 0 }, 0.0)]
    [InlineData(new[] { 1000, 3, 7, 1 }, new[] { 0 }, 0.7)]
    [InlineData(new[] { 3, 1000, 0, 7, 500 }, new[] { 1, 4 }, 0.25)]
    [InlineData(new[] { 5, 3, 1 }, new int[0], 0.5)]
    public void HeavyOnesAreOut_TheOthersHaveTheirTurnsAsEver(int[] weights, int[] resting, double start)
    {
        var router = Given
            .Config([.. weights.Select((weight, i) => Given.Weighted("m", $"d{i}", weight))])
            .Strategy("round-robin")
            .Router(new FakeTimeProvider(), new ScriptedRandom(start));
        foreach (var member in resting)
        {
            router.Model.ById($"d{member}")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
        }

        var picked = Enumerable.Range(0, 60).Select(_ => router.Pick("m")!.Id).ToArray();

        Assert.Equal(Turns(weights, start).Where(member => !resting.Contains(member)).Take(60).Select(static member => $"d{member}"), picked);
    }

    private static IEnumerable<int> Turns(int[] weights, double start)
    {
        var highest = weights.Max();
        for (var turn = (long)(start * highest * weights.Length); ; turn++)
        {
            var (round, member) = Math.DivRem(turn, weights.Length);
            var offset = (long)Math.BigMul((ulong)member * GoldenRatio, (ulong)highest, out _);
            var sum = (weights[member] * round) + offset;
            if ((sum + weights[member]) / highest > sum / highest)
            {
                yield return (int)member;
            }
        }
    }
}
