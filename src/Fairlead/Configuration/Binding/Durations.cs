using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Durations as people write them.</summary>
internal static class Durations
{
    /// <summary>The longest that is taken: 24 days, near where .NET's timers end (2³² ms − 2 would be 49; 2³¹ ms is what <c>Timer</c> of older libraries holds).</summary>
    public const double MaxSeconds = 24 * 86_400;

    /// <summary>Reads seconds, or a number with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c> (the units of LiteLLM's durations).</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var number = text.AsSpan().Trim();
        var unit = 1.0;
        if (number.EndsWith("ms", StringComparison.Ordinal))
        {
            unit = 0.001;
            number = number[..^2];
        }
        else if (!number.IsEmpty && !char.IsAsciiDigit(number[^1]))
        {
            unit = number[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, '.' => 1, _ => double.NaN };
            number = number[^1] == '.' ? number : number[..^1];
        }

        duration = default;
        if (!CoreSchema.TryNumber(number.TrimEnd().ToString(), out var amount) || !(amount * unit is >= 0 and <= MaxSeconds))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(amount * unit);
        return true;
    }
}
