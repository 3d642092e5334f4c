using Fairlead.Limits;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Limits;

/// <summary>The window over thousands of answers, of servers that are as quick as ever up to so many calls.</summary>
public sealed class LearntWindowTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Clock _clock;

    public LearntWindowTests() => _clock = new Clock(_time);

    [Fact]
    public void Knee_IsFound_FromBothSides()
    {
        foreach (var capacity in new[] { 4, 20, 150 })
        {
            var window = new ConcurrencyWindow(_clock);
            var random = RandomSource.Seeded(1);
            Serve(window, 1, 12_000, capacity, random);
            Assert.InRange(window.Width, capacity * 0.9, (capacity * 1.4) + 1);
        }
    }

    [Fact]
    public void BrownOut_CostsNoMoreThanHalf_AndIsOverWhenItIsOver()
    {
        var window = new ConcurrencyWindow(_clock);
        var random = RandomSource.Seeded(1);
        Serve(window, 1, 2000, 20, random);
        var well = window.Width;
        var least = Serve(window, 8, 500, 20, random);
        Assert.InRange(least, well / 3, well);
        Serve(window, 1, 2000, 20, random);
        Assert.InRange(window.Width, 18, 29);
    }

    /// <summary>Calls come whenever there is room; each takes so long, and longer in proportion beyond what the server carries.</summary>
    private int Serve(ConcurrencyWindow window, double slow, int answers, int capacity, RandomSource random)
    {
        var underWay = new PriorityQueue<(long Began, int Load, double First), double>();
        var now = _clock.Seconds(_clock.Now);
        var least = int.MaxValue;
        while (answers > 0)
        {
            while (underWay.Count < window.Width)
            {
                var load = underWay.Count + 1;
                var first = slow * Math.Max(1, (double)load / capacity) * 0.4 * Math.Exp(0.6 * (random.NextDouble() + random.NextDouble() - 1));
                underWay.Enqueue((_clock.Now, load, first), now + first + (slow * Math.Max(1, (double)load / capacity) * random.NextDouble()));
            }

            underWay.TryDequeue(out var call, out var ends);
            _time.Advance(TimeSpan.FromSeconds(Math.Max(0, ends - now)));
            now = Math.Max(now, ends);
            window.Learn(TimeKind.FirstToken, call.First, call.Load, call.Began, int.MaxValue, _clock.Now);
            least = Math.Min(least, window.Width);
            answers--;
        }

        return least;
    }
}
