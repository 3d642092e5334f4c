using Fairlead.Attempts;
using Fairlead.State;

namespace Fairlead.Tests.State;

public sealed class FourTests
{
    [Fact]
    public void Read_FourMembers_IsWhatEachSaysAlone()
    {
        DeploymentState[] row = [Busy(0, 0), Busy(3, 0), Busy(1, 70_000), Busy(0, 5)];
        row[2].RestUntil(1000, FailureKind.Timeout);

        var four = new Four(row, 0);
        var read = four.Read(out var rests);

        for (var i = 0; i < row.Length; i++)
        {
            Assert.Equal(row[i].InFlight, Four.InFlight(read)[i]);
            Assert.Equal(row[i].InFlight + row[i].QueueLength, Four.Busy(read)[i]);
            Assert.Equal(row[i].Rest.Word, rests[i]);
        }
    }

    [Fact]
    public void Minutes_FourMembers_CountOnlyTheirOwn()
    {
        DeploymentState[] row = [new(), new(), new(), new()];
        row[1].TryCount(minute: 7, tokens: 100, MinuteCount.Most, MinuteCount.Most);
        row[2].TryCount(minute: 8, tokens: 0, MinuteCount.Most, MinuteCount.Most);
        row[3].AddTokens(8, MinuteCount.Most);
        var four = new Four(row, 0);

        for (var minute = 6; minute <= 9; minute++)
        {
            for (var i = 0; i < row.Length; i++)
            {
                Assert.Equal(row[i].RequestsIn(minute), four.TakenIn(minute, out var tokens)[i]);
                Assert.Equal(row[i].TokensIn(minute), tokens[i]);
            }
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    [InlineData(16, 16)]
    public void Pad_AnyLength_IsWholeFoursOfNobody(int members, int padded)
    {
        var numbers = Four.Pad(new double[members]);
        var states = Four.Pad(Enumerable.Range(0, members).Select(static _ => new DeploymentState()).ToArray());

        Assert.Equal((padded, padded), (numbers.Length, states.Length));
        Assert.All(numbers[members..], static number => Assert.True(double.IsNaN(number)));
        Assert.All(states[members..], static state => Assert.Equal((0, 0), (state.InFlight, state.Rest.Word)));
    }

    private static DeploymentState Busy(int calls, int queue)
    {
        var state = new DeploymentState { QueueLength = queue };
        for (var i = 0; i < calls; i++)
        {
            state.Acquire();
        }

        return state;
    }
}
