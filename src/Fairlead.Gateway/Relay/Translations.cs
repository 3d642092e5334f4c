using Fairlead.Attempts;
using Fairlead.Gateway.Stored;
using Fairlead.Providers.Http;
using Fairlead.Providers.Media;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>Prepares an attempt at a deployment that does not speak the client's format.</summary>
internal sealed class Translations(ReasoningCarrier carrier, StoredRequests stored, Router router, UpstreamClient upstream, TimeProvider time)
{
    /// <summary>Whether an attempt is relayed as it is: the deployment takes the client's format, or there is nothing to translate to.</summary>
    public static bool IsRelayed(RelayContext relay, in RouteAttempt attempt, UpstreamEndpoint endpoint) =>
        relay.Dialect is not { } dialect || attempt.Mock is not null || endpoint.Relays(dialect);

    /// <summary>Writes the request for the deployment, and prepares the lane to translate its answer.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="lane">The attempt's own.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="endpoint">What is known of the deployment's API.</param>
    /// <param name="call">The call as it would be relayed: the client's body, with what a fallback entry puts over it.</param>
    /// <returns>The request to send, or why it cannot be sent.</returns>
    public async ValueTask<(TranslatedRequest? Request, UpstreamReply? Refusal)> PrepareAsync(
        RelayContext relay, Lane lane, RouteAttempt attempt, UpstreamEndpoint endpoint, UpstreamCall call)
    {
        var client = relay.Dialect!;
        var dialect = endpoint.DialectFor(client);
        Conversation conversation;
        try
        {
            conversation = relay.ConversationOf(call.Body, carrier);
            if (MediaInliner.IsNeeded(conversation, dialect))
            {
                relay.Media ??= new MediaInliner(upstream.Media, router.Model.Config.General.MaxMediaBytes ?? MediaInliner.DefaultMaxBytes);
                conversation = await relay.Media.InlineAsync(conversation, dialect, lane.Token);
            }
        }
        catch (OperationCanceledException) when (lane.Token.IsCancellationRequested)
        {
            return (null, new UpstreamReply(new UpstreamFailure(FailureKind.Cancelled, 0, "the caller went away")));
        }
        catch (Exception e) when (WireFault.Is(e))
        {
            // Boundary: a request that is not what its format says. Upstreams of that format would refuse it in their own words.
            var fault = WireFault.Of(e, call.Body.Span);
            return (null, Refuse(relay, FailureKind.BadRequest, fault.Message, fault.Parameter, "invalid_request"));
        }

        var request = RequestTranslator.Write(conversation, endpoint, attempt.Deployment, attempt.UpstreamModel, dialect);
        if (request.Refusal(call.DropParams) is { } loss)
        {
            return (null, loss.Error is { } error ? Refuse(relay, error) : Refuse(
                relay,
                FailureKind.Unsupported,
                $"'{loss.Name}' cannot be sent to this model: {loss.Why}.{(loss.Kind == LossKind.Parameter ? " Leave it out, or set drop_params." : "")}",
                loss.Name,
                loss.Kind == LossKind.Parameter ? "unsupported_parameter" : "unsupported_content"));
        }

        var target = Target(relay, conversation);
        lane.Lost = target.Keeper is null ? request.Losses : StoredRequests.Left(request.Losses);
        lane.Watch.Follow(new AnswerTranslation(request, client, target, lane));
        return (request, null);
    }

    private AnswerTarget Target(RelayContext relay, Conversation conversation) => new()
    {
        Request = conversation,
        Model = relay.View.Model ?? "",
        Id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
        Now = time.GetUtcNow().ToUnixTimeSeconds(),
        Carrier = carrier,
        Keeper = stored.KeeperOf(relay, conversation),
        Previous = relay.Continued?.Previous?.Id,
    };

    private static UpstreamReply Refuse(RelayContext relay, FailureKind kind, string message, string? parameter, string code)
    {
        const int badRequest = 400;
        return Refuse(relay, new AnswerError(kind, badRequest, message, code, "invalid_request_error", parameter));
    }

    private static UpstreamReply Refuse(RelayContext relay, AnswerError error) => new(
        new UpstreamFailure(error.Kind, error.Status, error.Message),
        errorBody: ErrorAnswer.Body(relay.Dialect!, error, relay.RequestId));
}
