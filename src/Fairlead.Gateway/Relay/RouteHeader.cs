using System.Globalization;
using System.Text;
using Fairlead.Attempts;
using Fairlead.PreRouting;

namespace Fairlead.Gateway.Relay;

/// <summary>The route a request took, on one line: <c>x-fairlead-route</c>, sent when the request asks with <c>x-fairlead-explain: 1</c>.</summary>
internal static class RouteHeader
{
    public const string Name = "x-fairlead-route";
    public const string AskedBy = "x-fairlead-explain";

    /// <summary>A request's own wish to be hedged, or not to be.</summary>
    public const string Hedge = "x-fairlead-hedge";

    /// <summary>Well below the 4 KB some proxies allow for all headers of an answer.</summary>
    private const int MaxLength = 1024;

    /// <summary><c>model=…; by=…; tier=…; score=…</c>, as far as they are known.</summary>
    public static string Describe(PreRoute choice)
    {
        var text = $"model={choice.Model}; by={choice.By}";
        text += choice.Tier is { } tier ? $"; tier={tier.ToString().ToUpperInvariant()}" : "";
        return choice.Score is { } score ? text + string.Create(CultureInfo.InvariantCulture, $"; score={score:0.00}") : text;
    }

    /// <summary><c>model=…; by=…; picked=…; p=…; tried=id:failure[:hedge],…; group=name(strategy) id:share,id:!filter,…</c></summary>
    public static string Compose(RouteSession session, string? picked)
    {
        var text = new StringBuilder(256);
        if (session.Explanation is { } explanation)
        {
            text.Append("model=").Append(explanation.Model).Append("; by=").Append(explanation.ResolvedBy);
            if (picked is not null)
            {
                text.Append("; picked=").Append(picked);
            }

            if (explanation.Propensity is { } propensity)
            {
                text.Append("; p=").Append(propensity.ToString("0.####", CultureInfo.InvariantCulture));
            }

            for (var i = 0; i < explanation.Attempts.Count; i++)
            {
                var attempt = explanation.Attempts[i];
                text.Append(i == 0 ? "; tried=" : ",").Append(attempt.DeploymentId).Append(':').Append(attempt.Failure).Append(attempt.Hedge ? ":hedge" : "");
            }

            text.Append(explanation.OverRetryBudget ? "; retries=over-budget" : "");
            foreach (var group in explanation.Groups)
            {
                text.Append("; group=").Append(group.Name).Append('(').Append(group.Strategy).Append(')');
                for (var i = 0; i < group.Candidates.Count && text.Length < MaxLength; i++)
                {
                    var candidate = group.Candidates[i];
                    text.Append(i == 0 ? ' ' : ',').Append(candidate.Id).Append(':');
                    _ = candidate.DroppedBy is { } filter ? text.Append('!').Append(filter) : text.Append(candidate.Share.ToString("0.###", CultureInfo.InvariantCulture));
                }
            }
        }

        if (text.Length > MaxLength)
        {
            text.Length = MaxLength - 3;
            text.Append("...");
        }

        // Names are the operator's own and may be any text.
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~')
            {
                text[i] = '?';
            }
        }

        return text.ToString();
    }
}
