using System.Globalization;

namespace Fairlead.Limits;

/// <summary>A limit in US dollars on what a provider, a deployment or a tag may spend within a window.</summary>
/// <param name="of">Whose it is, for people: <c>provider openai</c>.</param>
/// <param name="limit">The limit; zero lets nothing through.</param>
/// <param name="window">What is spent.</param>
internal sealed class Budget(string of, double limit, SpendWindow window)
{
    public double Limit => limit;

    public SpendWindow Window => window;

    /// <summary>Whether as much as the limit is spent. What calls under way will cost is not known: the last ones may go beyond.</summary>
    public bool IsCrossed(long now) => window.Spent(now) >= limit;

    /// <summary>LiteLLM's words.</summary>
    public string Describe(long now) => string.Create(CultureInfo.InvariantCulture, $"Exceeded budget for {of}: {window.Spent(now):0.##########} >= {limit:0.##########}");
}
