using System.Globalization;

namespace Fairlead.Gateway.Relay;

/// <summary>Text as a header value.</summary>
internal static class HeaderText
{
    private static readonly string[] SmallNumbers = [.. Enumerable.Range(0, 32).Select(static n => n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The text itself where it is visible ASCII; percent-encoded otherwise, as LiteLLM does.</summary>
    public static string Safe(string text) => IsSafe(text) ? text : Uri.EscapeDataString(text);

    /// <summary>Visible ASCII and spaces: what every hop passes, and no way to split a header.</summary>
    public static bool IsSafe(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    public static string Number(int number) =>
        (uint)number < (uint)SmallNumbers.Length ? SmallNumbers[number] : number.ToString(CultureInfo.InvariantCulture);

    public static string Number(long number) => number is >= 0 and <= int.MaxValue ? Number((int)number) : number.ToString(CultureInfo.InvariantCulture);

    public static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture);
}
