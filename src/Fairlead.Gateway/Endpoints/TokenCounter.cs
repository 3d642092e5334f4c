using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Gateway.Relay;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>
/// Asks the deployment that would get a request how many tokens it has: in the client's format, or translated. It is no attempt: nothing is learnt from it of how fast or
/// well a deployment is, and nothing is taken off its limits.
/// </summary>
internal sealed class TokenCounter(Router router, UpstreamClient upstream)
{
    /// <summary>The count takes some hundred milliseconds; an estimate is better than a long wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Longest answer: a number.</summary>
    private const int MaxAnswer = 4096;

    /// <summary>Asks, and answers the client.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="client">The client's format.</param>
    /// <returns>False where nobody counts, or the answer is of no use: the client has no answer yet.</returns>
    public async Task<bool> AnswerAsync(RelayContext relay, Dialect client)
    {
        if (router.Pick(relay.View.ToRouteRequest(trace: false)) is not { } deployment)
        {
            return false;
        }

        var endpoint = upstream.EndpointOf(deployment);
        var dialect = endpoint.DialectFor(client);
        if (SurfaceOf(dialect) is not { } surface || endpoint.Urls is null || endpoint.FormOf(deployment.UpstreamModel).UrlOf(surface, stream: false) is null)
        {
            return false;
        }

        var isRelayed = dialect.Relays(client);
        if (BodyOf(relay, client, dialect, endpoint, deployment) is not { } body)
        {
            return false;
        }

        await using var reply = await upstream.SendAsync(
            new UpstreamCall
            {
                Deployment = deployment,
                Surface = surface,
                UpstreamModel = deployment.UpstreamModel,
                Body = body,
                ModelSpan = isRelayed && surface == Surface.CountTokens ? relay.View.ModelSpan : default,
                ForwardedHeaders = isRelayed ? relay.Forwarded : null,
                FirstByteTimeout = Patience,
                IdleTimeout = Patience,
                RequestId = relay.RequestId,
            },
            relay.Token);
        if (isRelayed && reply.Failure is FailureKind.BadRequest or FailureKind.ContextWindow && ErrorAnswer.IsError(reply.ErrorBody.Span))
        {
            // The upstream's own words about the request: the call itself would be refused alike.
            await ErrorAnswer.RespondAsync(relay.Http, reply.Status, "application/json", reply.ErrorBody);
            return true;
        }

        return reply.Failure == FailureKind.None
            && await ReadAsync(relay, reply) is { } answer
            && await TellAsync(relay, client, isRelayed, surface, answer);
    }

    /// <summary>Tells a number of tokens in the client's format.</summary>
    public static Task TellAsync(HttpContext http, Dialect client, int tokens) => client.Surface == Surface.Messages
        ? http.Response.WriteAsJsonAsync(new TokenCount(tokens), GatewayJson.Default.TokenCount)
        : http.Response.WriteAsJsonAsync(new GoogleTokenCount(tokens), GatewayJson.Default.GoogleTokenCount);

    /// <summary>Where a format's tokens are counted; null where they are not.</summary>
    private static Surface? SurfaceOf(Dialect dialect) => dialect.Surface switch
    {
        Surface.Messages => Surface.CountTokens,
        Surface.GenerateContent => Surface.CountContent,
        _ => null,
    };

    private static ReadOnlyMemory<byte>? BodyOf(RelayContext relay, Dialect client, Dialect dialect, UpstreamEndpoint endpoint, Deployment deployment)
    {
        try
        {
            if (dialect.Relays(client))
            {
                return dialect.Surface == Surface.Messages ? relay.Body.Memory : CountBody.OfGoogle(relay.Body.Memory, endpoint, deployment.UpstreamModel);
            }

            using var asked = JsonBody.Parse(client.Surface == Surface.GenerateContent ? CountBody.Unwrap(relay.Body.Memory) : relay.Body.Memory);
            var request = RequestTranslator.Write(client.ReadRequest(asked, null), endpoint, deployment, deployment.UpstreamModel, dialect);
            if (request.Refusal(dropParameters: true) is not null)
            {
                // Without part of the prompt the count would be of another one.
                return null;
            }

            return dialect.Surface == Surface.Messages ? CountBody.OfMessages(request.Body) : CountBody.OfGoogle(request.Body, endpoint, deployment.UpstreamModel);
        }
        catch (Exception e) when (e is WireException or JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            // Boundary: a request that is not what its format says is estimated, as any other.
            return null;
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(RelayContext relay, UpstreamReply reply)
    {
        var answer = new byte[MaxAnswer];
        var length = 0;
        while (length < answer.Length)
        {
            var read = await reply.ReadAsync(answer.AsMemory(length), relay.Token);
            if (read.Failure != FailureKind.None)
            {
                return null;
            }

            if (read.Count == 0)
            {
                return answer.AsMemory(0, length);
            }

            length += read.Count;
        }

        return null;
    }

    private static async Task<bool> TellAsync(RelayContext relay, Dialect client, bool isRelayed, Surface counted, ReadOnlyMemory<byte> answer)
    {
        if (isRelayed)
        {
            await ErrorAnswer.RespondAsync(relay.Http, StatusCodes.Status200OK, "application/json", answer);
            return true;
        }

        if (CountBody.Number(answer, counted == Surface.CountTokens ? "input_tokens"u8 : "totalTokens"u8) is not { } tokens)
        {
            return false;
        }

        await TellAsync(relay.Http, client, tokens);
        return true;
    }
}
