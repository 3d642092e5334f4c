using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Gateway.Relay;

/// <summary>What an upstream says of a request that it refuses, where its format of errors is not the client's: only its words say which member it dislikes.</summary>
internal static class UpstreamWords
{
    /// <summary>The upstream's words, in the client's format.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="failure">What failed: something about the request itself.</param>
    /// <param name="status">The upstream's status.</param>
    /// <param name="body">The upstream's answer.</param>
    /// <returns>Null where it says nothing.</returns>
    public static RelayedRefusal? InFormatOf(RelayContext relay, FailureKind failure, int status, ReadOnlySpan<byte> body)
    {
        var words = ErrorDocument.Read(body).Message;
        if (string.IsNullOrWhiteSpace(words))
        {
            return null;
        }

        var answer = FailureAnswer.For(failure);
        var error = new AnswerError(failure, status, words, answer.Code, answer.Type, answer.Param);
        return new RelayedRefusal(failure, status, "application/json", ErrorAnswer.Body(relay.Dialect ?? ChatDialect.Instance, error, relay.RequestId));
    }
}
