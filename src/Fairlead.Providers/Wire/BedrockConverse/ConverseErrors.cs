using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Exceptions within a stream, both ways.</summary>
internal static class ConverseErrors
{
    /// <summary>Whether a frame is one: <c>throttlingException</c> …, or an error that was told in headers only.</summary>
    public static bool IsError(ReadOnlySpan<byte> name) => name.EndsWith("Exception"u8) || name.SequenceEqual("error"u8);

    /// <summary>What it means. The vendor's own text may quote the prompt: its name is enough.</summary>
    public static AnswerError Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> document)
    {
        var error = ErrorDocument.Read(document);
        if (!name.SequenceEqual("error"u8))
        {
            error = error with { Type = Encoding.UTF8.GetString(name) };
        }

        var kind = FailureClassifier.KindOfFrame(error);
        var what = error.Type.Length > 0 ? error.Type : error.Code;
        return new AnswerError(kind, FailureRules.Of(kind).Status, what.Length == 0 ? "The model's server failed." : $"The model's server failed: {what}.", what.Length == 0 ? null : what);
    }

    /// <summary>The exception that a failure is in a stream.</summary>
    public static ReadOnlySpan<byte> NameOf(FailureKind kind) => kind switch
    {
        FailureKind.RateLimited or FailureKind.QuotaExhausted => "throttlingException"u8,
        FailureKind.Unavailable => "serviceUnavailableException"u8,
        FailureKind.BadRequest or FailureKind.ContextWindow or FailureKind.ContentPolicy or FailureKind.Unsupported => "validationException"u8,
        FailureKind.MalformedResponse or FailureKind.StreamBroken => "modelStreamErrorException"u8,
        _ => "internalServerException"u8,
    };
}
