using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Telemetry;

namespace Fairlead.Gateway.Relay;

/// <content>What is measured of an attempt where somebody listens.</content>
internal sealed partial class AttemptRunner
{
    /// <summary>Reports how an attempt ended, to whoever measures and to the session.</summary>
    private static NextStep Report(RelayContext relay, RouteSession session, in RouteAttempt attempt, in AttemptReport report)
    {
        if (AttemptTelemetry.IsMeasured)
        {
            // The first content of a plain answer is its end, and no time to a first chunk.
            AttemptTelemetry.Record(null, Operation(relay.Surface), attempt, relay.View.Stream ? report : report with { TimeToFirstToken = default });
        }

        relay.Note?.Add(attempt, report);
        return session.Report(attempt, report);
    }

    /// <summary>The operation by the names of OpenTelemetry's conventions for generative AI; what they have no name for has LiteLLM's.</summary>
    private static string Operation(Surface surface) => surface switch
    {
        Surface.Completions => "text_completion",
        Surface.Embeddings => "embeddings",
        Surface.GenerateContent => "generate_content",
        Surface.ImageGeneration => "image_generation",
        Surface.ImageEdit => "image_edit",
        Surface.ImageVariation => "image_variation",
        Surface.Speech => "speech",
        Surface.Transcription => "transcription",
        Surface.AudioTranslation => "audio_translation",
        Surface.Moderation => "moderation",
        Surface.Rerank => "rerank",
        _ => "chat",
    };
}
