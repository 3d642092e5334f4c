namespace Fairlead.Gateway.Relay;

/// <summary>A deadline a client asks for, in seconds.</summary>
internal static class RequestTimeout
{
    /// <summary>A day: more than any answer takes, and well inside what timers can hold.</summary>
    private const double MaxSeconds = 86_400;

    public static string Expected(string name) => $"'{name}' must be a number of seconds above 0, at most {MaxSeconds:F0}.";

    public static bool TryFromSeconds(double seconds, out TimeSpan timeout)
    {
        if (seconds is > 0 and <= MaxSeconds)
        {
            timeout = TimeSpan.FromSeconds(seconds);
            return true;
        }

        timeout = default;
        return false;
    }
}
