using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Errors that come under a status of success: a line of a stream.</summary>
internal static class OllamaErrors
{
    /// <summary>Whether a document is one.</summary>
    public static bool Is(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error"u8, out var error) && error.ValueKind is JsonValueKind.String or JsonValueKind.Object;

    /// <summary>What it means. It has neither code nor type, and its text may quote the prompt: only what it is about is told on.</summary>
    public static AnswerError Of(ReadOnlySpan<byte> document)
    {
        var kind = FailureClassifier.KindOf(0, ErrorDocument.Read(document));
        kind = kind == FailureKind.MalformedResponse ? FailureKind.ServerError : kind;
        return new AnswerError(kind, FailureRules.Of(kind).Status, "The model's server failed.");
    }
}
