using System.Globalization;
using System.Text.Json;
using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <content>Where a request was sent, and what it asked of routing.</content>
internal sealed partial class TraceFields
{
    private const double MostCost = 1e6;

    private RequestWishes? Wishes()
    {
        var wishes = new RequestWishes
        {
            Tags = Texts(TraceColumn.Tags),
            Region = Text(TraceColumn.Region),
            Team = Text(TraceColumn.Team),
            Needs = Text(TraceColumn.Needs) is not { } needs ? RequestNeeds.None
                : Enum.TryParse<RequestNeeds>(needs, ignoreCase: true, out var read) ? read
                : throw Expected(TraceColumn.Needs, $"some of {string.Join(", ", Enum.GetNames<RequestNeeds>())}", needs),
            MaxOutputTokens = Whole(TraceColumn.MaxOutput, MostTokens),
            Caller = Text(TraceColumn.Caller),
            PrefixHashes = Texts(TraceColumn.PrefixHashes) is { } hashes ? Array.ConvertAll(hashes, Hash) : null,
        };
        return wishes.IsEmpty ? null : wishes;
    }

    private RecordedRoute? Route()
    {
        var deployment = Text(TraceColumn.Deployment);
        var end = Text(TraceColumn.Outcome);
        if (deployment is null && end is null)
        {
            return null;
        }

        var propensity = Number(TraceColumn.Propensity, 1);
        if (propensity is 0)
        {
            throw Expected(TraceColumn.Propensity, "a chance above 0: what was picked had one", Text(TraceColumn.Propensity)!);
        }

        return new RecordedRoute
        {
            Deployment = deployment,
            Propensity = propensity ?? (deployment is null ? 1 : null),
            IsContinued = Flag(TraceColumn.Continued) ?? false,
            AnsweredBy = Text(TraceColumn.AnsweredBy),
            FirstToken = Seconds(TraceColumn.FirstToken),
            Duration = Seconds(TraceColumn.Duration),
            End = end is null ? default
                : RecordedEnd.Read(end) ?? throw Expected(TraceColumn.Outcome, $"{RecordedEnd.Answer}, or how it failed, as in {nameof(FailureKind.RateLimited)} or {nameof(RouteRefusal.AllAtLimit)}", end),
            Cost = Number(TraceColumn.Cost, MostCost),
            CachedTokens = Whole(TraceColumn.Cached, MostTokens) ?? 0,
            WrittenTokens = Whole(TraceColumn.Written, MostTokens) ?? 0,
            Attempts = Attempts(),
        };
    }

    private ulong Hash(string text) =>
        ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hash) ? hash : throw Expected(TraceColumn.PrefixHashes, "hexadecimal numbers", text);

    private double? Number(TraceColumn column, double most) => Text(column) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= most
            ? number
            : throw Expected(column, string.Create(CultureInfo.InvariantCulture, $"a number from 0 to {most}"), text);

    /// <summary>An array of JSON, or texts with commas between them.</summary>
    private string[]? Texts(TraceColumn column)
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        return text.StartsWith('[')
            ? Elements(column, text, static element => element.ValueKind == JsonValueKind.String ? element.GetString() : null, "an array of texts")
            : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private RecordedAttempt[] Attempts() => Text(TraceColumn.Attempts) is { } text ? Elements(TraceColumn.Attempts, text, Attempt, "an array of attempts") : [];

    private static RecordedAttempt? Attempt(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("deployment", out var deployment) || deployment.ValueKind != JsonValueKind.String
            || Time("after") is not { } after || Time("took") is not { } took)
        {
            return null;
        }

        var end = element.TryGetProperty("outcome", out var told) && told.ValueKind == JsonValueKind.String ? RecordedEnd.Read(told.GetString()!) : default(RecordedEnd);
        return end is not { Refusal: RouteRefusal.None } how ? null : new RecordedAttempt(deployment.GetString()!, after, took, how.Kind)
        {
            Status = element.TryGetProperty("status", out var status) && status.TryGetInt32(out var code) ? code : 0,
            FirstToken = Time("ttft"),
            RetryAfter = Time("retry_after"),
        };

        TimeSpan? Time(string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= LongestWait
                ? TimeSpan.FromSeconds(seconds)
                : null;
    }

    private T[] Elements<T>(TraceColumn column, string text, Func<JsonElement, T?> read, string what)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                return [.. document.RootElement.EnumerateArray().Select(element => read(element) ?? throw Expected(column, what, element.ToString()))];
            }
        }
        catch (JsonException)
        {
        }

        throw Expected(column, what, text);
    }
}
