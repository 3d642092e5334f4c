using System.Globalization;
using System.Net.Http.Headers;

namespace Fairlead.Providers.Http;

/// <summary>Reads how long a failure asks to wait. Not capped: what to make of an hour is the router's decision.</summary>
internal static class RetryAfterReader
{
    /// <summary>More is no wait but nonsense, and would overflow a time span.</summary>
    private const double MaxSeconds = 365 * 24 * 3600.0;

    public static TimeSpan? Read(HttpResponseHeaders headers, in ErrorDocument error, TimeProvider time)
    {
        // The milliseconds are the finer of the two where both are sent; the vendors' own clients prefer them.
        if (Value(headers, "retry-after-ms") is { } milliseconds && Seconds(milliseconds) is { } ms)
        {
            return Wait(ms / 1000);
        }

        if (Value(headers, "retry-after") is { } text)
        {
            if (Seconds(text) is { } seconds)
            {
                return Wait(seconds);
            }

            // RFC 9110 §10.2.3 allows an HTTP date.
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            {
                return Wait(Math.Max(0, (date - time.GetUtcNow()).TotalSeconds));
            }
        }

        // Google's protobuf duration: decimal seconds and an "s".
        return error.RetryDelay.EndsWith('s') && Seconds(error.RetryDelay.AsSpan(0, error.RetryDelay.Length - 1)) is { } delay ? Wait(delay) : null;
    }

    private static TimeSpan? Wait(double seconds) => seconds >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds)) : null;

    private static double? Seconds(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
