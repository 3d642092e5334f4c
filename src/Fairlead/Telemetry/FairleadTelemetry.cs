namespace Fairlead.Telemetry;

/// <summary>Names to listen to: one meter, one activity source. Nothing is measured while nobody listens.</summary>
/// <remarks>
/// Names of instruments and tags follow OpenTelemetry's semantic conventions for generative AI. No prompt, no completion and no credential
/// is ever among them.
/// </remarks>
public static class FairleadTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Fairlead";

    /// <summary>Name of the activity source; one activity per attempt.</summary>
    public const string ActivitySourceName = "Fairlead";

    /// <summary>
    /// Event added to the activity a request runs in, while somebody listens to <see cref="ActivitySourceName"/> and that activity is recorded: the candidates with
    /// their chances and scores, the filter that dropped each of the others, the pick and its propensity, and every attempt.
    /// </summary>
    public const string RouteEvent = "fairlead.route";

    /// <summary>Histogram: seconds an attempt took, without the consumer's pauses.</summary>
    public const string OperationDuration = "gen_ai.client.operation.duration";

    /// <summary>Histogram: seconds to the first content of a stream.</summary>
    public const string TimeToFirstChunk = "gen_ai.client.operation.time_to_first_chunk";

    /// <summary>Histogram: tokens of an attempt; the tag <c>gen_ai.token.type</c> says input or output.</summary>
    public const string TokenUsage = "gen_ai.client.token.usage";

    /// <summary>Counter: requests sent to a <c>silent_model</c> as well; <c>fairlead.mirror.outcome</c> says answered, failed or skipped (too many at once).</summary>
    public const string Mirrors = "fairlead.mirrors";

    /// <summary>Tag, true on the activity and the histograms of an attempt whose answer nobody waits for; absent on every other.</summary>
    public const string MirrorTag = "fairlead.mirror";
}
