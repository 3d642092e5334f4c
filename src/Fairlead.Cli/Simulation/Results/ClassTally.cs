using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Results;

/// <summary>Counts apart what is urgent and what is not, in bursts and outside: where a scenario has both.</summary>
internal sealed class ClassTally(Scenario scenario)
{
    /// <summary>A burst's first seconds are left out of the goodput: what ends in them began before.</summary>
    public const double Settling = 5;

    private readonly SortedDictionary<(int Priority, bool InBurst), Counts> _classes = [];
    private readonly List<(double At, double Work)> _ended = [];

    /// <summary>A request ended.</summary>
    /// <param name="request">Which.</param>
    /// <param name="isAnswered">It was answered.</param>
    /// <param name="firstToken">When its first token came, in seconds from its arrival; null without one.</param>
    /// <param name="now">When it ended.</param>
    public void Count(SimulatedRequest request, bool isAnswered, double? firstToken, long now)
    {
        if (scenario.Traffic.UrgentShare <= 0)
        {
            return;
        }

        var of = (request.Wishes?.Priority ?? 0, scenario.Traffic.IsBurst(Seconds(request.Arrives)));
        if (!_classes.TryGetValue(of, out var counts))
        {
            _classes.Add(of, counts = new Counts());
        }

        counts.Requests++;
        counts.Answered += isAnswered ? 1 : 0;
        if (firstToken is { } seconds)
        {
            counts.FirstTokens.Add(seconds);
        }

        if (isAnswered)
        {
            _ended.Add((Seconds(now), scenario.Work(request)));
        }
    }

    /// <summary>The classes, the most urgent first, outside bursts first.</summary>
    public IReadOnlyList<ClassResult> ToResults() =>
        [.. _classes.Select(static one => new ClassResult(one.Key.Priority, one.Key.InBurst, one.Value.Requests, one.Value.Answered, new Quantiles(one.Value.FirstTokens)))];

    /// <summary>Answers that ended in bursts, by the time each takes at usual speed, as a share of what the deployments can serve in that time.</summary>
    /// <param name="horizon">The end of the scenario, in seconds.</param>
    public double Goodput(double horizon)
    {
        var seconds = Enumerable.Range(0, (int)horizon).Count(second => IsCounted(second));
        return seconds == 0 ? double.NaN : _ended.Where(end => end.At < (int)horizon && IsCounted(end.At)).Sum(static end => end.Work) / (scenario.Places * seconds);
    }

    private static double Seconds(long ticks) => ticks / (double)TimeSpan.TicksPerSecond;

    private bool IsCounted(double seconds) => scenario.Traffic.IsBurst(seconds) && scenario.Traffic.IsBurst(Math.Max(0, seconds - Settling));

    private sealed class Counts
    {
        public int Requests { get; set; }

        public int Answered { get; set; }

        public List<double> FirstTokens { get; } = [];
    }
}
