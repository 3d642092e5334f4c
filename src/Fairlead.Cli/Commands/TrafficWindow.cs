using System.Globalization;

namespace Fairlead.Cli.Commands;

/// <summary>How far back recorded traffic is looked at, as a person writes it.</summary>
internal static class TrafficWindow
{
    /// <summary>Longest window: ten years.</summary>
    private const double MostSeconds = 3650.0 * 86_400;

    /// <summary>Reads seconds, or a number with <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c> or <c>w</c>; null for what is none.</summary>
    public static TimeSpan? Read(string? text)
    {
        var number = (text ?? "").AsSpan().Trim();
        var unit = number.IsEmpty ? double.NaN : number[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0.0 };
        number = unit > 0 ? number[..^1] : number;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount * (unit > 0 ? unit : 1) is > 0 and <= MostSeconds and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
