namespace Fairlead.Providers.Http;

/// <summary>What there is to know of the endpoints beside conversations and embeddings: no vendor's format is translated into another's there, and not every vendor has them.</summary>
internal static class SurfaceTable
{
    /// <summary>Those of OpenAI itself.</summary>
    public static IReadOnlyList<Surface> OpenAI { get; } =
    [
        Surface.ImageGeneration, Surface.ImageEdit, Surface.ImageVariation, Surface.Speech, Surface.Transcription, Surface.AudioTranslation, Surface.Moderation,
    ];

    /// <summary>All: what a server of one's own may have.</summary>
    public static IReadOnlyList<Surface> All { get; } = [.. OpenAI, Surface.Rerank];

    /// <summary>Speech made into text.</summary>
    public static IReadOnlyList<Surface> Listening { get; } = [Surface.Transcription, Surface.AudioTranslation];

    /// <summary>Whether an endpoint is one of these.</summary>
    public static bool IsBeside(Surface surface) => PathOf(surface) is not null;

    /// <summary>Its path behind a base URL; null for any other endpoint.</summary>
    public static string? PathOf(Surface surface) => surface switch
    {
        Surface.ImageGeneration => "images/generations",
        Surface.ImageEdit => "images/edits",
        Surface.ImageVariation => "images/variations",
        Surface.Speech => "audio/speech",
        Surface.Transcription => "audio/transcriptions",
        Surface.AudioTranslation => "audio/translations",
        Surface.Moderation => "moderations",
        Surface.Rerank => "rerank",
        _ => null,
    };

    /// <summary>Whether requests are forms, with files in them.</summary>
    public static bool TakesForm(Surface surface) =>
        surface is Surface.ImageEdit or Surface.ImageVariation or Surface.Transcription or Surface.AudioTranslation;

    /// <summary>Whether answers may be something else than JSON: sound, or a text.</summary>
    public static bool MayBeRaw(Surface surface) => surface is Surface.Speech or Surface.Transcription or Surface.AudioTranslation;

    /// <summary>The only ones a model of a kind can be asked at; null where its kind does not say.</summary>
    /// <param name="mode">The kind, as in <c>model_info.mode</c>.</param>
    public static IReadOnlyList<Surface>? OfMode(string? mode) => mode switch
    {
        "image_generation" or "image_edit" => [Surface.ImageGeneration, Surface.ImageEdit, Surface.ImageVariation],
        "audio_speech" => [Surface.Speech],
        "audio_transcription" => Listening,
        "moderation" => [Surface.Moderation],
        "rerank" => [Surface.Rerank],
        _ => null,
    };
}
