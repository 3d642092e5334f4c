using System.Buffers;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.Rerank;

namespace Fairlead.Gateway.Relay;

/// <summary>Ranked documents for a client of Cohere's form from a deployment that has another.</summary>
internal static class RerankRelay
{
    /// <summary>Whether the deployment has another form than the client's.</summary>
    public static bool IsNeeded(RelayContext relay, in RouteAttempt attempt, UpstreamEndpoint endpoint) =>
        relay.Surface == Surface.Rerank
        && attempt.Mock is null
        && endpoint is { Simulated: null, Refusal: null, Vendor.Rerank: not null }
        && endpoint.Has(Surface.Rerank);

    /// <summary>Makes the call.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="lane">The attempt's own.</param>
    /// <param name="upstream">Makes calls.</param>
    /// <param name="call">The call as it would be relayed.</param>
    public static async ValueTask<UpstreamReply> SendAsync(RelayContext relay, Lane lane, UpstreamClient upstream, UpstreamCall call)
    {
        RerankRequest request;
        try
        {
            using var body = JsonBody.Parse(call.Body);
            request = RerankForm.ReadRequest(body);
        }
        catch (Exception e) when (WireFault.Is(e))
        {
            // Boundary: a request that is not what its format says.
            var fault = WireFault.Of(e, call.Body.Span);
            return Refuse(relay, FailureKind.BadRequest, fault.Message, fault.Parameter, "invalid_request");
        }

        var endpoint = upstream.EndpointOf(call.Deployment);
        var form = endpoint.Vendor.Rerank!;
        var target = new RequestTarget { Model = call.UpstreamModel, Vendor = endpoint.Vendor };
        var output = new ArrayBufferWriter<byte>(call.Body.Length + 64);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            form.WriteRequest(request, target, json);
        }

        if (Loss.Refusal(target.Losses, endpoint.DropsParameters || call.DropParams) is { } loss)
        {
            return Refuse(relay, FailureKind.Unsupported, $"'{loss.Name}' cannot be sent to this model: {loss.Why}. Leave it out, or set drop_params.", loss.Name, "unsupported_parameter");
        }

        lane.Lost = target.Losses;
        var reply = await upstream.SendAsync(call with { Surface = form.Surface, Body = output.WrittenMemory, ModelSpan = default, IsFinal = true, Stream = false }, lane.Token);
        return reply.Failure == FailureKind.None ? await TranslateAsync(relay, lane, upstream, reply, form, request) : reply;
    }

    private static async ValueTask<UpstreamReply> TranslateAsync(RelayContext relay, Lane lane, UpstreamClient upstream, UpstreamReply reply, RerankForm form, RerankRequest request)
    {
        await using var whole = reply;
        var (bytes, broken) = await ReplyBody.TryReadAllAsync(reply, lane.Token);
        if (broken is { } failure)
        {
            return new UpstreamReply(failure);
        }

        try
        {
            using var body = JsonBody.Parse(bytes);
            if (Providers.Chat.ErrorAnswer.Of(body.Root) is { } error)
            {
                return new UpstreamReply(error);
            }

            var answer = form.ReadAnswer(body, request.Documents.Count);
            var output = new ArrayBufferWriter<byte>(bytes.Length + 256);
            using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
            {
                RerankForm.WriteAnswer(answer, request, relay.RequestId, json);
            }

            return upstream.Answered(output.WrittenMemory, lane.Token);
        }
        catch (Exception e) when (e is JsonException or WireException or InvalidOperationException or FormatException or OverflowException)
        {
            // Boundary: an answer that is not what its format says.
            return new UpstreamReply(new UpstreamFailure(FailureKind.MalformedResponse, reply.Status, e is WireException ? e.Message : "the answer is not JSON"));
        }
    }

    private static UpstreamReply Refuse(RelayContext relay, FailureKind kind, string message, string? parameter, string code)
    {
        const int badRequest = 400;
        var error = new AnswerError(kind, badRequest, message, code, "invalid_request_error", parameter);
        return new UpstreamReply(new UpstreamFailure(kind, badRequest, message), errorBody: ErrorAnswer.Body(ChatDialect.Instance, error, relay.RequestId));
    }
}
