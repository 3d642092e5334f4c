namespace Fairlead.Gateway.Relay;

/// <summary>Request ids: the client's own where it is sane, else unique across processes and restarts, without a system call each.</summary>
internal static class RequestIds
{
    public const string Header = "x-request-id";

    /// <summary>Longer ones are not ids; a UUID has 36 characters.</summary>
    private const int MaxLength = 128;

    private static readonly string Process = Guid.CreateVersion7().ToString("N");
    private static long _count;

    /// <summary>The id to answer with and to send upstream.</summary>
    public static string From(string? sent) => sent is { Length: > 0 and <= MaxLength } && IsSane(sent) ? sent : Next();

    private static string Next() => string.Create(Process.Length + 9, Interlocked.Increment(ref _count), static (span, count) =>
    {
        Process.CopyTo(span);
        span[Process.Length] = '-';
        for (var i = span.Length - 1; i > Process.Length; i--, count >>= 4)
        {
            span[i] = "0123456789abcdef"[(int)(count & 15)];
        }
    });

    private static bool IsSane(string id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':'))
            {
                return false;
            }
        }

        return true;
    }
}
