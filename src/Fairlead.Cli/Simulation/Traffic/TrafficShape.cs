namespace Fairlead.Cli.Simulation.Traffic;

/// <summary>How requests arrive and what they ask for.</summary>
internal sealed record TrafficShape
{
    /// <summary>Requests in all.</summary>
    public int Requests { get; init; } = 6000;

    /// <summary>Requests a second, on average outside bursts. They come one by one, by chance (Poisson).</summary>
    public double Rate { get; init; } = 15;

    /// <summary>How many times as many come during a burst.</summary>
    public double BurstFactor { get; init; } = 1;

    /// <summary>Length of a burst, in seconds.</summary>
    public double BurstLength { get; init; } = 5;

    /// <summary>A burst begins every so many seconds.</summary>
    public double BurstEvery { get; init; } = 60;

    /// <summary>Share of requests that go before the others where they must wait.</summary>
    public double UrgentShare { get; init; }

    /// <summary>How far the rate swings up and down, as a share of it: a day in the length of the scenario.</summary>
    public double DailySwing { get; init; }

    /// <summary>Median length of a prompt, in tokens.</summary>
    public double Input { get; init; } = 800;

    /// <summary>Spread of prompts: the deviation of the logarithm.</summary>
    public double InputSpread { get; init; } = 0.8;

    /// <summary>Median length of an answer, in tokens.</summary>
    public double Output { get; init; } = 150;

    /// <summary>Spread of answers.</summary>
    public double OutputSpread { get; init; } = 0.6;

    /// <summary>Mean length of an answer.</summary>
    public double MeanOutput => Output * Math.Exp(OutputSpread * OutputSpread / 2);

    /// <summary>Share of requests that are streamed.</summary>
    public double StreamShare { get; init; } = 1;

    /// <summary>Share of callers who may leave before the end.</summary>
    public double Leavers { get; init; }

    /// <summary>Mean time after which those leave, in seconds.</summary>
    public double LeaveAfter { get; init; } = 2;

    /// <summary>Turns of a conversation; its prompts grow turn by turn, each beginning with those before. 1 for single requests.</summary>
    public int Turns { get; init; } = 1;

    /// <summary>Conversations at a time: a request continues one of them, by chance.</summary>
    public int Conversations { get; init; } = 40;

    /// <summary>Least seconds between two turns of a conversation: who asks again has had its answer. Where all have asked within them, who did so first.</summary>
    public double Pause { get; init; }

    /// <summary>Tokens by which a prompt is longer than the one before.</summary>
    public int Growth { get; init; } = 1500;

    /// <summary>About how long it all takes, in seconds.</summary>
    public double Length => Requests / (Rate * (1 + ((BurstFactor - 1) * BurstLength / BurstEvery)));

    /// <summary>Requests a second at a time.</summary>
    /// <param name="seconds">Seconds since the start.</param>
    public double RateAt(double seconds)
    {
        var burst = IsBurst(seconds) ? BurstFactor : 1;

        // The day begins and ends in its trough.
        return Rate * burst * (1 - (DailySwing * Math.Cos(2 * Math.PI * seconds / Length)));
    }

    /// <summary>Whether a time lies in a burst.</summary>
    /// <param name="seconds">Seconds since the start.</param>
    public bool IsBurst(double seconds) => seconds % BurstEvery >= BurstEvery - BurstLength;

    /// <summary>The highest rate there is.</summary>
    public double MostRate => Rate * Math.Max(1, BurstFactor) * (1 + DailySwing);
}
