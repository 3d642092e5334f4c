using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Fairlead.Model;

/// <summary>The patterns of <c>tag_regex</c>, as bits: which of them a client's <c>User-Agent</c> matches. Each pattern is asked once for each client, however many deployments have it.</summary>
internal sealed class UserAgentPatterns
{
    /// <summary>What is matched begins with the header's name, so that a pattern may be anchored: LiteLLM's form.</summary>
    private const string Header = "User-Agent: ";

    /// <summary>Longer ones are cut: clients write this header, and browsers' longest have some 300 characters.</summary>
    private const int MaxLength = 512;

    /// <summary>Most clients remembered. They choose these texts, so there must be a bound; at the bound all are forgotten.</summary>
    private const int MaxCached = 256;

    /// <summary>
    /// Time for a pattern that cannot be matched in linear time (one that looks around or back); after it the pattern counts as not matched by that client.
    /// A hundred times what one takes that is matched at all; the others need no limit, since what they are matched against is short.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly FrozenDictionary<string, int> _index;
    private readonly Regex[] _patterns;
    private readonly ConcurrentDictionary<string, TagMask> _seen = new(StringComparer.Ordinal);

    /// <param name="index">A bit's number for each pattern; all of them valid.</param>
    public UserAgentPatterns(FrozenDictionary<string, int> index)
    {
        _index = index;
        _patterns = new Regex[index.Count];
        foreach (var (pattern, bit) in index)
        {
            // Matched once here, so that the first request does not wait for what a pattern works out when it is first used.
            _patterns[bit] = Compile(pattern);
            _ = Matches(_patterns[bit], Header);
        }
    }

    /// <summary>There is a pattern.</summary>
    public bool IsAny => _patterns.Length > 0;

    /// <summary>Clients remembered.</summary>
    public int Cached => _seen.Count;

    /// <summary>A pattern, ready to match. One that can be matched in linear time is.</summary>
    /// <exception cref="ArgumentException">The pattern is not valid.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        }
    }

    /// <summary>The bits of some patterns.</summary>
    public TagMask Of(IReadOnlyList<string> patterns) => TagMask.Of(patterns, _index);

    /// <summary>The patterns a client matches.</summary>
    public TagMask Matching(string userAgent)
    {
        if (_seen.TryGetValue(userAgent, out var matched))
        {
            return matched;
        }

        matched = Match(userAgent);
        if (_seen.Count >= MaxCached)
        {
            _seen.Clear();
        }

        _seen[userAgent] = matched;
        return matched;
    }

    private TagMask Match(string userAgent)
    {
        var text = string.Concat(Header, userAgent.AsSpan(0, Math.Min(userAgent.Length, MaxLength)));
        var matched = new List<string>();
        foreach (var (pattern, bit) in _index)
        {
            if (Matches(_patterns[bit], text))
            {
                matched.Add(pattern);
            }
        }

        return Of(matched);
    }

    private static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
