namespace Fairlead.Providers.Wire.Gemini;

/// <summary>What is known of a model by its name.</summary>
internal readonly record struct GeminiModel
{
    /// <summary>A name without a number is the newest (<c>gemini-flash-latest</c>).</summary>
    private const int Latest = 30;

    /// <summary>Ten times the version: 25 is Gemini 2.5. Names that are none of Gemini's (tuned models, numbers of endpoints) count as 2.5.</summary>
    public int Version { get; private init; }

    /// <summary>The largest of its generation, which always thinks.</summary>
    public bool IsPro { get; private init; }

    /// <summary>The smallest.</summary>
    public bool IsLite { get; private init; }

    /// <summary>It thinks, and how much can be said.</summary>
    public bool Thinks => Version >= 25;

    /// <summary>How much is said as a level, not as a number of tokens; and calls come back only with their signature.</summary>
    public bool IsThree => Version >= 30;

    /// <summary>It takes JSON schemas as they are; older ones take a part of OpenAPI's.</summary>
    public bool TakesJsonSchema => Version >= 25;

    /// <summary>Reads a name.</summary>
    public static GeminiModel Of(string name)
    {
        var last = name.AsSpan(name.LastIndexOf('/') + 1);
        return new GeminiModel
        {
            Version = VersionOf(last),
            IsPro = last.Contains("-pro", StringComparison.Ordinal),
            IsLite = last.Contains("-lite", StringComparison.Ordinal),
        };
    }

    private static int VersionOf(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith("gemini-", StringComparison.Ordinal))
        {
            return 25;
        }

        var number = name["gemini-".Length..];
        if (number.IsEmpty || !char.IsAsciiDigit(number[0]))
        {
            return number.EndsWith("-latest", StringComparison.Ordinal) ? Latest : number is "pro" or "pro-vision" ? 10 : 25;
        }

        var minor = number is [_, '.', >= '0' and <= '9', ..] ? number[2] - '0' : 0;
        return (number[0] - '0') * 10 + minor;
    }
}
