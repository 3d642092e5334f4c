using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Times of budgets, which are longer than any timer's.</summary>
internal static class Periods
{
    /// <summary>A month: the kernel has no calendar, and a window starts on any day.</summary>
    private const double MonthSeconds = 30 * 86_400;

    /// <summary>Ten years: long past the life of any process.</summary>
    private const double MaxSeconds = 3650.0 * 86_400;

    public static bool TryParse(string text, out TimeSpan period)
    {
        var written = text.AsSpan().Trim();
        var (unit, length) = written.EndsWith("mo", StringComparison.Ordinal) ? (MonthSeconds, 2) : written.EndsWith("w", StringComparison.Ordinal) ? (7 * 86_400, 1) : (0, 0);
        if (length == 0 && Durations.TryParse(text, out period))
        {
            return true;
        }

        // More days than a timer holds, which is where durations end.
        (unit, length) = length > 0 ? (unit, length) : written.EndsWith("d", StringComparison.Ordinal) ? (86_400, 1) : (1, 0);
        period = default;
        if (!CoreSchema.TryNumber(written[..^length].TrimEnd().ToString(), out var amount) || !(amount * unit is >= 0 and <= MaxSeconds))
        {
            return false;
        }

        period = TimeSpan.FromSeconds(amount * unit);
        return true;
    }
}
