using System.Diagnostics;
using Fairlead.Attempts;
using Fairlead.State;

namespace Fairlead.Tests.State;

/// <summary>The claim on a half-open breaker's probe, asked for by two threads in the same instant, again and again: between the look and the claim lie a few instructions.</summary>
public sealed class ProbeClaimTests
{
    private const int Rounds = 20_000;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);

    [Fact]
    public void TwoThreadsAtOnce_OneGetsIt()
    {
        var state = new DeploymentState();
        state.RestUntil(1, FailureKind.ServerError);
        var rest = state.Rest;
        var meeting = new Meeting();
        var (got, wrong, rounds, isOver) = (0, 0, 0, false);
        var started = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, 2).Select(number => new Thread(() =>
        {
            for (var round = 1; !Volatile.Read(ref isOver); round++)
            {
                // Who comes last to a meeting leaves it first, by some dozen nanoseconds: a delay that goes up and down makes up for it now and then.
                meeting.Meet(number);
                for (var delay = number == 0 ? round % 64 : 32; delay > 0; delay--)
                {
                    Volatile.Read(ref rounds);
                }

                // No claim is like another: one that was written over could not be given back.
                long claim = 1000 + (round * 2) + number;
                var mine = state.TryProbe(rest, now: 10, claim);
                Interlocked.Add(ref got, mine ? 1 : 0);
                meeting.Meet(number);
                if (number == 0)
                {
                    wrong += Interlocked.Exchange(ref got, 0) == 1 ? 0 : 1;
                    rounds = round;
                    Volatile.Write(ref isOver, round == Rounds || Stopwatch.GetElapsedTime(started) > Enough);
                }

                if (mine)
                {
                    state.EndProbe(claim);
                }

                meeting.Meet(number);
            }
        })).ToArray();
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());

        Assert.Equal(0, wrong);
        Assert.True(rounds > 100, $"the threads met {rounds} times only");
        Assert.True(state.TryProbe(rest, now: 10, until: 1000), "the last claim was not given back");
    }

    /// <summary>Where two threads wait for each other without sleeping, so that they leave together.</summary>
    private sealed class Meeting
    {
        private readonly long[] _came = new long[2];

        public void Meet(int number)
        {
            var turn = ++_came[number];
            Interlocked.MemoryBarrier();
            var wait = default(SpinWait);
            for (var looks = 0; Volatile.Read(ref _came[1 - number]) < turn; looks++)
            {
                if (looks > 1000)
                {
                    // The other one has no processor: it may have this one.
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }
        }
    }
}
