using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Attempts;

namespace Fairlead.Gateway.Traffic;

/// <summary>A request as a line of the traffic log: one JSON object with the names that traces of <c>fairlead simulate</c> have.</summary>
/// <remarks>Nothing that a person wrote into a prompt, and no key, is in it: lengths, times, names of models, deployments, tags and teams, and names by which sessions are told apart.</remarks>
internal static class TrafficLine
{
    /// <summary>A single attempt that began so long after the request came, because it waited, is told on its own.</summary>
    private static readonly TimeSpan Waited = TimeSpan.FromSeconds(0.1);

    // Not in a page: ids and names stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a request that is over.</summary>
    /// <param name="note">What was noted of it.</param>
    /// <param name="session">Its session, not yet disposed.</param>
    public static ReadOnlyMemory<byte> Of(TrafficNote note, RouteSession session)
    {
        var attempts = note.Attempts.ToArray();
        var last = Array.FindLast(attempts, static attempt => attempt.Report.Failure == FailureKind.None) ?? Array.FindLast(attempts, static attempt => attempt.Report.Failure != FailureKind.Lost);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            Asked(json, note, last);
            if (attempts.Length > 0)
            {
                Routed(json, note, session, attempts, last);
            }

            json.WriteString("outcome", Outcome(session, last));
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>What the request was.</summary>
    private static void Asked(Utf8JsonWriter json, TrafficNote note, NotedAttempt? last)
    {
        var request = note.Request;
        json.WriteString("arrival", note.Arrived.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("model", request.PreRoute?.Model ?? request.Model);
        json.WriteBoolean("stream", request.Stream);
        json.WriteNumber("input_tokens", last is { Tokens.Input: > 0 and var told } ? told : request.InputTokens);
        json.WriteNumber("output_tokens", last?.Tokens.Output ?? 0);
        Number(json, "cached_tokens", last?.Tokens.Cached ?? 0);
        Number(json, "cache_write_tokens", last?.Report.CacheWriteTokens ?? 0);
        Number(json, "max_output_tokens", request.MaxOutputTokens ?? 0);
        Text(json, "session", note.Session);
        Text(json, "caller", request.Affinity?.Caller);
        Text(json, "region", request.Region);
        Text(json, "team", request.Caller?.Team);
        Text(json, "needs", request.Needs == RequestNeeds.None ? null : request.Needs.ToString());
        Texts(json, "tags", request.Tags);
        Texts(json, "prefix_hashes", request.Affinity?.Prefix is { } prefix ? Array.ConvertAll(prefix.Hashes, static hash => hash.ToString("x16", CultureInfo.InvariantCulture)) : null);
    }

    /// <summary>Where it was sent, and what came of it.</summary>
    private static void Routed(Utf8JsonWriter json, TrafficNote note, RouteSession session, NotedAttempt[] attempts, NotedAttempt? last)
    {
        json.WriteString("deployment", attempts[0].Attempt.Deployment.Id);
        // Another request may have changed the state between the pick and the look at its chance: one of nothing is not the one it had.
        if (session.ChanceOf(attempts[0].Attempt.Number) is > 0 and var chance)
        {
            json.WriteNumber("propensity", chance);
        }

        if (session.IsContinued)
        {
            json.WriteBoolean("continued", true);
        }

        if (last is { Report.Failure: FailureKind.None } && last != attempts[0])
        {
            json.WriteString("answered_by", last.Attempt.Deployment.Id);
        }

        if (note.Request.Stream && last is { Report.TimeToFirstToken: var first } && first > TimeSpan.Zero)
        {
            Seconds(json, "ttft", last.After + first);
        }

        Seconds(json, "duration", note.Elapsed);
        var costs = attempts.Select(static attempt => attempt.Cost).Where(static cost => cost is not null).ToArray();
        if (costs.Length > 0)
        {
            json.WriteNumber("cost", costs.Sum()!.Value);
        }

        if (attempts.Length > 1 || attempts[0].After > Waited)
        {
            json.WriteStartArray("attempts");
            foreach (var attempt in attempts)
            {
                Write(json, attempt, note.Request.Stream);
            }

            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, NotedAttempt attempt, bool stream)
    {
        json.WriteStartObject();
        json.WriteString("deployment", attempt.Attempt.Deployment.Id);
        Seconds(json, "after", attempt.After);
        Seconds(json, "took", attempt.Report.Duration);
        if (attempt.Report.Failure != FailureKind.None)
        {
            json.WriteString("outcome", attempt.Report.Failure.ToString());
        }

        Number(json, "status", attempt.Report.Status);
        if (stream && attempt.Report.TimeToFirstToken > TimeSpan.Zero)
        {
            Seconds(json, "ttft", attempt.Report.TimeToFirstToken);
        }

        if (attempt.Report.RetryAfter is { } again)
        {
            Seconds(json, "retry_after", again);
        }

        json.WriteEndObject();
    }

    /// <summary>The failure that the caller was told; a request without one whose attempts all failed was given up by its caller.</summary>
    private static string Outcome(RouteSession session, NotedAttempt? last) => last switch
    {
        { Report.Failure: FailureKind.None } => "answered",
        { Report.Failure: FailureKind.Cancelled } => nameof(FailureKind.Cancelled),
        _ when session.Failure is { } failure => failure.Kind != FailureKind.None ? failure.Kind.ToString() : failure.Refusal.ToString(),
        _ => nameof(FailureKind.Cancelled),
    };

    private static void Seconds(Utf8JsonWriter json, string name, TimeSpan time) => json.WriteNumber(name, Math.Round((decimal)time.TotalSeconds, 6));

    private static void Number(Utf8JsonWriter json, string name, int number)
    {
        if (number > 0)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, text);
        }
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
    }
}
