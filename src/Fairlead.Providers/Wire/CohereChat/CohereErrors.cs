using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Errors within a stream.</summary>
internal static class CohereErrors
{
    /// <summary>Whether an event is one: a document with a message in place of a type.</summary>
    public static bool Is(ReadOnlySpan<byte> name, JsonElement root) =>
        name.SequenceEqual("error"u8) || root.Text("type"u8) is null && root.Text("message"u8) is not null;

    /// <summary>What an error document means. Its text may quote the prompt: only what it is about is told on.</summary>
    public static AnswerError Of(ReadOnlySpan<byte> document)
    {
        var kind = FailureClassifier.KindOf(0, ErrorDocument.Read(document));
        return Of(kind == FailureKind.MalformedResponse ? FailureKind.ServerError : kind);
    }

    /// <summary>An error of a kind.</summary>
    public static AnswerError Of(FailureKind kind) => new(kind, FailureRules.Of(kind).Status, "The model's server failed.");
}
