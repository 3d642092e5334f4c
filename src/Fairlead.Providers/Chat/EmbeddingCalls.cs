using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Chat;

/// <summary>Gets embeddings from a deployment, in whichever format it speaks and in as many calls as that takes.</summary>
internal static class EmbeddingCalls
{
    /// <summary>Calls at once where a vendor takes only so many inputs a call: a batch takes a quarter of the time, and so few are below any vendor's limit.</summary>
    private const int AtOnce = 4;

    /// <summary>Sends the request and waits for the whole answer.</summary>
    /// <param name="upstream">Makes the calls.</param>
    /// <param name="request">What is to be embedded.</param>
    /// <param name="call">How to call: deployment, model and times; its body and endpoint are set here.</param>
    /// <param name="cancellationToken">The client's.</param>
    public static async ValueTask<EmbeddingOutcome> SendAsync(UpstreamClient upstream, EmbeddingRequest request, UpstreamCall call, CancellationToken cancellationToken)
    {
        var endpoint = upstream.EndpointOf(call.Deployment);
        if (endpoint.Refusal is { } refusal)
        {
            return new EmbeddingOutcome(null, refusal);
        }

        if (endpoint.Embeddings is not { } dialect)
        {
            return new EmbeddingOutcome(null, new UpstreamFailure(FailureKind.Unsupported, 0, $"{endpoint.Vendor.Label} has no embeddings"));
        }

        var most = dialect.MostInputs(call.UpstreamModel);
        if (request.Inputs.Count <= most)
        {
            return await OneAsync(upstream, endpoint, dialect, request, call, cancellationToken).ConfigureAwait(false);
        }

        var answer = new EmbeddingAnswer();
        IReadOnlyList<Loss> lost = [];
        for (var first = 0; first < request.Inputs.Count;)
        {
            var round = new List<Task<EmbeddingOutcome>>(AtOnce);
            for (; round.Count < AtOnce && first < request.Inputs.Count; first += most)
            {
                var part = request.Part(first, Math.Min(most, request.Inputs.Count - first));
                round.Add(OneAsync(upstream, endpoint, dialect, part, call, cancellationToken).AsTask());
            }

            foreach (var outcome in await Task.WhenAll(round).ConfigureAwait(false))
            {
                if (outcome.Answer is not { } some)
                {
                    return outcome;
                }

                answer.Append(some);
                answer.Model = some.Model;
                lost = outcome.Lost;
            }
        }

        return new EmbeddingOutcome(answer, default) { Lost = lost };
    }

    private static async ValueTask<EmbeddingOutcome> OneAsync(
        UpstreamClient upstream, UpstreamEndpoint endpoint, EmbeddingDialect dialect, EmbeddingRequest request, UpstreamCall call, CancellationToken cancellationToken)
    {
        var translated = EmbeddingTranslator.Write(request, endpoint, call.UpstreamModel, dialect);
        if (Loss.Refusal(translated.Losses, endpoint.DropsParameters || call.DropParams) is { } loss)
        {
            return new EmbeddingOutcome(null, new UpstreamFailure(FailureKind.Unsupported, 0, $"'{loss.Name}' cannot be sent to {endpoint.Vendor.Label}: {loss.Why}")) { Refused = loss };
        }

        var reply = await upstream.SendAsync(call with { Surface = dialect.Surface, Body = translated.Body, IsFinal = true, Stream = false }, cancellationToken).ConfigureAwait(false);
        await using (reply.ConfigureAwait(false))
        {
            if (reply.Failure != FailureKind.None)
            {
                return new EmbeddingOutcome(null, new UpstreamFailure(reply.Failure, reply.Status, reply.Reason ?? reply.Failure.ToString(), reply.RetryAfter)) { ErrorBody = reply.ErrorBody.ToArray() };
            }

            var (bytes, broken) = await ReplyBody.TryReadAllAsync(reply, cancellationToken).ConfigureAwait(false);
            return broken is { } failure ? new EmbeddingOutcome(null, failure) : Read(bytes, dialect, request.Inputs.Count, reply.Status) with { Lost = translated.Losses };
        }
    }

    private static EmbeddingOutcome Read(ReadOnlyMemory<byte> bytes, EmbeddingDialect dialect, int inputs, int status)
    {
        try
        {
            using var body = JsonBody.Parse(bytes);
            if (ErrorAnswer.Of(body.Root) is { } error)
            {
                return new EmbeddingOutcome(null, error);
            }

            var answer = dialect.ReadAnswer(body);
            return answer.Vectors.Count == inputs
                ? new EmbeddingOutcome(answer, default)
                : Malformed($"{answer.Vectors.Count} vectors came for {inputs} inputs");
        }
        catch (Exception e) when (e is JsonException or WireException or InvalidOperationException or FormatException or OverflowException)
        {
            // Boundary: an answer that is not what its format says.
            return Malformed(e is WireException ? e.Message : "the answer is not JSON");
        }

        EmbeddingOutcome Malformed(string reason) => new(null, new UpstreamFailure(FailureKind.MalformedResponse, status, reason));
    }
}

/// <summary>How a request for embeddings ended.</summary>
/// <param name="Answer">The embeddings; null where it failed.</param>
/// <param name="Failure">Why it failed.</param>
internal readonly record struct EmbeddingOutcome(EmbeddingAnswer? Answer, UpstreamFailure Failure)
{
    /// <summary>What the deployment's format has no place for, so that nothing was sent; null where that is not why it failed.</summary>
    public Loss? Refused { get; init; }

    /// <summary>What the upstream said of a request that it refused; empty where nothing.</summary>
    public ReadOnlyMemory<byte> ErrorBody { get; init; }

    /// <summary>What was left out of what was sent.</summary>
    public IReadOnlyList<Loss> Lost { get; init; } = [];
}
