using System.Buffers;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIEmbeddings;

namespace Fairlead.Gateway.Relay;

/// <summary>Embeddings for a client of OpenAI's format from a deployment that speaks another: in as many calls as the vendor's limits ask, as one answer.</summary>
internal static class EmbeddingRelay
{
    /// <summary>Whether the deployment speaks another format of embeddings than the client.</summary>
    public static bool IsNeeded(RelayContext relay, in RouteAttempt attempt, UpstreamEndpoint endpoint) =>
        relay.Surface == Surface.Embeddings
        && attempt.Mock is null
        && endpoint is { Simulated: null, Refusal: null }
        && !ReferenceEquals(endpoint.Embeddings, OpenAIEmbeddingDialect.Instance);

    /// <summary>Makes the calls.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="lane">The attempt's own.</param>
    /// <param name="upstream">Makes calls.</param>
    /// <param name="call">The call as it would be relayed.</param>
    public static async ValueTask<UpstreamReply> SendAsync(RelayContext relay, Lane lane, UpstreamClient upstream, UpstreamCall call)
    {
        EmbeddingRequest request;
        try
        {
            using var body = JsonBody.Parse(call.Body);
            request = OpenAIEmbeddingDialect.Instance.ReadRequest(body);
        }
        catch (Exception e) when (WireFault.Is(e))
        {
            // Boundary: a request that is not what its format says.
            var fault = WireFault.Of(e, call.Body.Span);
            return Refuse(relay, FailureKind.BadRequest, fault.Message, fault.Parameter, "invalid_request");
        }

        var outcome = await EmbeddingCalls.SendAsync(upstream, request, call, lane.Token);
        lane.Lost = outcome.Lost;
        if (outcome.Answer is { } answer)
        {
            var output = new ArrayBufferWriter<byte>(16 * 1024);
            using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
            {
                OpenAIEmbeddingDialect.Instance.WriteAnswer(answer, request, call.UpstreamModel, json);
            }

            return upstream.Answered(output.WrittenMemory, lane.Token);
        }

        return outcome.Refused is { } loss
            ? Refuse(relay, FailureKind.Unsupported, $"'{loss.Name}' cannot be sent to this model: {loss.Why}.{(loss.Kind == LossKind.Parameter ? " Leave it out, or set drop_params." : "")}", loss.Name, loss.Kind == LossKind.Parameter ? "unsupported_parameter" : "unsupported_content")
            : new UpstreamReply(outcome.Failure, errorBody: outcome.ErrorBody);
    }

    private static UpstreamReply Refuse(RelayContext relay, FailureKind kind, string message, string? parameter, string code)
    {
        const int badRequest = 400;
        var error = new AnswerError(kind, badRequest, message, code, "invalid_request_error", parameter);
        return new UpstreamReply(new UpstreamFailure(kind, badRequest, message), errorBody: ErrorAnswer.Body(ChatDialect.Instance, error, relay.RequestId));
    }
}
