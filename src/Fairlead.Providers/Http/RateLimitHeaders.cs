using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Fairlead.Limits;

namespace Fairlead.Providers.Http;

/// <summary>Reads what is left of a provider's limits: OpenAI's <c>x-ratelimit-*</c>, which most take over, and Anthropic's <c>anthropic-ratelimit-*</c>.</summary>
/// <remarks>
/// OpenAI writes the reset as a duration (<c>1s</c>, <c>6m0s</c>, <c>20ms</c>), Anthropic as a time of day. Where there is none, a minute: the window both count in.
/// </remarks>
internal static class RateLimitHeaders
{
    private const string OpenAI = "x-ratelimit-";
    private const string Anthropic = "anthropic-ratelimit-";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    /// <summary>One pass over the headers; nothing is allocated for those of other names.</summary>
    public static UpstreamLimits Read(HttpResponseHeaders? headers, TimeProvider time)
    {
        var read = new Fields();
        if (headers is not null)
        {
            foreach (var header in headers.NonValidated)
            {
                var name = header.Key.AsSpan();
                if (name.StartsWith(OpenAI, StringComparison.OrdinalIgnoreCase))
                {
                    read.OpenAI(name[OpenAI.Length..], header.Value, time);
                }
                else if (name.StartsWith(Anthropic, StringComparison.OrdinalIgnoreCase))
                {
                    read.Anthropic(name[Anthropic.Length..], header.Value, time);
                }
            }
        }

        return read.ToLimits();
    }

    /// <summary>A Go duration, as OpenAI writes them, or plain seconds; null for anything else.</summary>
    internal static TimeSpan? Duration(ReadOnlySpan<char> text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var plain))
        {
            return Span(plain);
        }

        var seconds = 0.0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(Number);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            text = text[digits..];
            var unit = text.IndexOfAny(Number);
            unit = unit < 0 ? text.Length : unit;
            var factor = text[..unit] switch
            {
                "h" => 3600,
                "m" => 60,
                "s" => 1,
                "ms" => 1e-3,
                "us" or "µs" => 1e-6,
                _ => double.NaN,
            };
            seconds += number * factor;
            text = text[unit..];
        }

        return Span(seconds);
    }

    private static TimeSpan? Span(double seconds) => seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;

    private struct Fields
    {
        private long _requests;
        private long _requestsLeft;
        private long _tokens;
        private long _tokensLeft;
        private TimeSpan? _resets;

        public void OpenAI(ReadOnlySpan<char> name, HeaderStringValues value, TimeProvider time)
        {
            if (name.StartsWith("reset-", StringComparison.OrdinalIgnoreCase))
            {
                Resets(value, time);
            }
            else if (name.StartsWith("limit-", StringComparison.OrdinalIgnoreCase))
            {
                Set(name["limit-".Length..], value, ref _requests, ref _tokens);
            }
            else if (name.StartsWith("remaining-", StringComparison.OrdinalIgnoreCase))
            {
                Set(name["remaining-".Length..], value, ref _requestsLeft, ref _tokensLeft);
            }
        }

        public void Anthropic(ReadOnlySpan<char> name, HeaderStringValues value, TimeProvider time)
        {
            if (name.EndsWith("-reset", StringComparison.OrdinalIgnoreCase))
            {
                Resets(value, time);
            }
            else if (name.EndsWith("-limit", StringComparison.OrdinalIgnoreCase))
            {
                Set(name[..^"-limit".Length], value, ref _requests, ref _tokens);
            }
            else if (name.EndsWith("-remaining", StringComparison.OrdinalIgnoreCase))
            {
                Set(name[..^"-remaining".Length], value, ref _requestsLeft, ref _tokensLeft);
            }
        }

        public readonly UpstreamLimits ToLimits() => new(_requests, _requestsLeft, _tokens, _tokensLeft, _resets ?? Window);

        private static void Set(ReadOnlySpan<char> of, HeaderStringValues value, ref long requests, ref long tokens)
        {
            if (!long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return;
            }

            if (of.Equals("requests", StringComparison.OrdinalIgnoreCase))
            {
                requests = number;
            }
            else if (of.Equals("tokens", StringComparison.OrdinalIgnoreCase))
            {
                tokens = number;
            }
        }

        /// <summary>The later of the two: what is left grows back until then.</summary>
        private void Resets(HeaderStringValues value, TimeProvider time)
        {
            var text = value.ToString();
            var span = Duration(text)
                ?? (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                    && date - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : null);
            _resets = span is not null && (_resets is null || span > _resets) ? span : _resets;
        }
    }
}
