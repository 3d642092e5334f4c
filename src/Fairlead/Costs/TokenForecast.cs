using Fairlead.Attempts;

namespace Fairlead.Costs;

/// <summary>How many tokens the next request of a group will take: a moving average of what its answers took.</summary>
internal sealed class TokenForecast
{
    /// <summary>Before the first answer: a guess, replaced by the first answer that tells.</summary>
    private const double FirstGuess = 256;

    /// <summary>Weight of one answer: some sixteen answers remembered, as in <see cref="State.DecayedAverage"/>.</summary>
    private const double Step = 1.0 / 16;

    private double _input = double.NaN;
    private double _output = double.NaN;

    public void Learn(in AttemptReport report)
    {
        // Two reports at once may lose one sample of a forecast: cheaper than a lock, and no sum depends on it.
        if (report.InputTokens > 0)
        {
            Blend(ref _input, report.InputTokens);
        }

        if (report.OutputTokens > 0)
        {
            Blend(ref _output, report.OutputTokens);
        }
    }

    public double Input(in RouteRequest request) => request.InputTokens > 0 ? request.InputTokens : Known(ref _input);

    public double Output(in RouteRequest request)
    {
        var expected = Known(ref _output);
        return request.MaxOutputTokens is { } limit && limit < expected ? limit : expected;
    }

    private static double Known(ref double average)
    {
        var value = Volatile.Read(ref average);
        return double.IsNaN(value) ? FirstGuess : value;
    }

    private static void Blend(ref double average, double sample)
    {
        var value = Volatile.Read(ref average);
        Volatile.Write(ref average, double.IsNaN(value) ? sample : value + ((sample - value) * Step));
    }
}
