using System.Buffers;
using System.Globalization;
using System.Text;
using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>A short text of a failure that can go to a client and into a log: status, code, and the vendor's words where they are safe.</summary>
internal static class ReasonText
{
    private static readonly SearchValues<char> Words =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    /// <summary>Longest text of a vendor that is passed on; enough for the first sentence or two.</summary>
    private const int MaxMessage = 200;

    /// <summary>Longest code or type: they are words.</summary>
    private const int MaxWord = 64;

    /// <summary>
    /// A run of the prompt this long in the vendor's words counts as an echo. Half of it is the window that is searched, at every half:
    /// any run of the full length covers one window whole.
    /// </summary>
    private const int Echo = 32;

    public static string Of(FailureKind kind, int status, in ErrorDocument error, in ReasonContext context)
    {
        var text = new StringBuilder();
        if (status > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"status {status}");
        }

        AppendWord(text, error.Code, context);
        if (!string.Equals(error.Type, error.Code, StringComparison.OrdinalIgnoreCase))
        {
            AppendWord(text, error.Type, context);
        }

        if (MayQuote(kind) && Safe(error.Message, context) is { Length: > 0 } message)
        {
            text.Append(text.Length > 0 ? ": " : "").Append(message);
        }

        return text.Length > 0 ? text.ToString() : "refused without a reason";
    }

    /// <summary>The vendor's words, cut and masked; empty when they repeat the request.</summary>
    internal static string Safe(string message, in ReasonContext context)
    {
        var cut = message.Length <= MaxMessage ? message : string.Concat(message.AsSpan(0, MaxMessage), "…");
        var line = cut.ReplaceLineEndings(" ").Trim();
        return Echoes(line, context) ? "" : SecretMask.Mask(line, context.Secret);
    }

    // A refused request is explained by quoting it, a refused key by quoting that. Limits, outages and unknown models are not.
    private static bool MayQuote(FailureKind kind) => kind is FailureKind.RateLimited or FailureKind.QuotaExhausted or FailureKind.NotFound
        or FailureKind.ServerError or FailureKind.Unavailable or FailureKind.ContextWindow or FailureKind.PermissionDenied or FailureKind.Timeout
        or FailureKind.Unsupported;

    private static void AppendWord(StringBuilder text, string word, in ReasonContext context)
    {
        // A number only repeats the status.
        if (word.Length is > 0 and <= MaxWord && word.AsSpan().IndexOfAnyExcept(Words) < 0 && !char.IsAsciiDigit(word[0]) && word != context.Secret
            && !text.ToString().EndsWith(word, StringComparison.Ordinal))
        {
            text.Append(text.Length > 0 ? " " : "").Append(SecretMask.Mask(word, context.Secret));
        }
    }

    private static bool Echoes(string message, in ReasonContext context)
    {
        var bytes = Encoding.UTF8.GetBytes(message).AsSpan();
        var body = context.Body.Span;
        var (start, length) = context.ModelSpan.GetOffsetAndLength(body.Length);
        const int Window = Echo / 2;
        for (var at = 0; at + Window <= bytes.Length; at += Window)
        {
            var window = bytes.Slice(at, Window);
            if (body[..start].IndexOf(window) >= 0 || body[(start + length)..].IndexOf(window) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
