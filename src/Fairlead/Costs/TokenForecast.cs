using Fairlead.Attempts;
using Fairlead.State;

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

    /// <summary>Learns from answers in their order; what is shared is written once.</summary>
    public void Learn(ReadOnlySpan<Answer> answers)
    {
        var (input, output) = (Volatile.Read(ref _input), Volatile.Read(ref _output));
        foreach (ref readonly var answer in answers)
        {
            input = answer.InputTokens > 0 ? Blend(input, answer.InputTokens) : input;
            output = answer.OutputTokens > 0 ? Blend(output, answer.OutputTokens) : output;
        }

        Volatile.Write(ref _input, input);
        Volatile.Write(ref _output, output);
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

    private static void Blend(ref double average, double sample) => Volatile.Write(ref average, Blend(Volatile.Read(ref average), sample));

    private static double Blend(double average, double sample) => double.IsNaN(average) ? sample : average + ((sample - average) * Step);
}
