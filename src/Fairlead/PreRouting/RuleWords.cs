using Fairlead.Configuration;

namespace Fairlead.PreRouting;

/// <summary>A rule, and where its keywords stand in the list of words that are looked for.</summary>
internal sealed record RuleWords(AutoRouterRule Rule, int First, int Count)
{
    public static RuleWords Of(AutoRouterRule rule, List<string> words)
    {
        var first = words.Count;
        words.AddRange(rule.Keywords);
        return new RuleWords(rule, first, rule.Keywords.Count);
    }

    /// <summary>Whether all its conditions hold; a rule without any always does.</summary>
    public bool Holds(in PromptView prompt, ReadOnlySpan<bool> found) =>
        !(prompt.InputTokens < Rule.MinTokens)
        && !(prompt.InputTokens > Rule.MaxTokens)
        && (Rule.Tools is not { } tools || tools == prompt.HasTools)
        && (Rule.Images is not { } images || images == prompt.HasImages)
        && (Count == 0 || found.Slice(First, Count).Contains(true))
        && (Rule.Tags.Count == 0 || Shares(Rule.Tags, prompt.Tags))
        && Has(Rule.Metadata, prompt.Metadata)
        && Has(Rule.Headers, prompt.Header);

    private static bool Shares(IReadOnlyList<string> wanted, IReadOnlyList<string>? tags)
    {
        for (var i = 0; i < tags?.Count; i++)
        {
            if (wanted.Contains(tags[i], StringComparer.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(IReadOnlyDictionary<string, string> wanted, Func<string, string?>? values)
    {
        foreach (var (name, value) in wanted)
        {
            if (!string.Equals(values?.Invoke(name), value, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
