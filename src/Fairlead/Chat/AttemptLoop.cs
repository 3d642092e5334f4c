using System.Diagnostics.CodeAnalysis;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Telemetry;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Drives a <see cref="RouteSession"/> over calls that answer in one piece.</summary>
internal static class AttemptLoop
{
    /// <summary>Calls deployment after deployment until one answers.</summary>
    /// <param name="router">The router.</param>
    /// <param name="request">What it needs to know.</param>
    /// <param name="operation">GenAI name of the operation, for telemetry.</param>
    /// <param name="state">Handed to <paramref name="call"/>, so that it needs no closure.</param>
    /// <param name="call">Makes one attempt.</param>
    /// <param name="usage">Reads the tokens out of an answer.</param>
    /// <param name="options">Clock and classifiers.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<(TResult Result, RouteAttempt Attempt)> RunAsync<TState, TResult>(
        Router router,
        RouteRequest request,
        string operation,
        TState state,
        Func<TState, RouteAttempt, CancellationToken, Task<TResult>> call,
        Func<TResult, UsageDetails?> usage,
        RoutedClientOptions options,
        CancellationToken cancellationToken)
    {
        List<Exception>? causes = null;
        using var session = router.Begin(request);
        while (session.TryNext(out var attempt) || (session.MayWait && (attempt = await session.WaitAsync(cancellationToken).ConfigureAwait(false)).Number > 0))
        {
            if (attempt.HedgeAfter is { } after)
            {
                var hedged = new HedgedCall<TState, TResult>(session, operation, state, call, usage, options, cancellationToken);
                var (end, next, errors) = await hedged.RunAsync(attempt, after).ConfigureAwait(false);
                if (end.Error is null)
                {
                    return (end.Result!, end.Attempt);
                }

                (causes ??= []).AddRange(errors!);
                cancellationToken.ThrowIfCancellationRequested();
                if (next.Action is NextAction.GiveUp)
                {
                    break;
                }

                await WaitAsync(next, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                continue;
            }

            using var clock = new AttemptClock(options.TimeProvider, attempt.FirstByteTimeout, cancellationToken);
            using var activity = AttemptTelemetry.Start(operation, attempt);
            TResult? result = default;
            AttemptReport report;
            clock.Resume();
            // Boundary: a deployment's client, which may throw anything; the router decides what follows.
            try
            {
                result = await call(state, attempt, clock.Token).ConfigureAwait(false);
                clock.Pause();
                report = Success(clock, usage(result));
                if (FilteredAnswer.Is(result, session))
                {
                    (causes ??= []).Add(FilteredAnswer.Exception());
                    report = FilteredAnswer.Report(report, FilteredAnswer.Exception());
                }
            }
            catch (Exception exception)
            {
                clock.Pause();
                report = clock.Report(exception, options.Classifiers);
                (causes ??= []).Add(exception);
            }

            var step = session.Report(attempt, report);
            AttemptTelemetry.Record(activity, operation, attempt, report);
            if (report.Failure is FailureKind.None)
            {
                ChatAffinity.Remember(session, (result as ChatResponse)?.ConversationId);
                return (result!, attempt);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (step.Action is NextAction.GiveUp)
            {
                break;
            }

            await WaitAsync(step, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        Throw(session, causes);
        return default;
    }

    public static Task WaitAsync(NextStep step, TimeProvider time, CancellationToken cancellationToken) =>
        step.Delay > TimeSpan.Zero ? Task.Delay(step.Delay, time, cancellationToken) : Task.CompletedTask;

    public static AttemptReport Success(AttemptClock clock, UsageDetails? usage) => new()
    {
        Duration = clock.Active,
        InputTokens = Tokens(usage?.InputTokenCount),
        CachedInputTokens = Tokens(usage?.CachedInputTokenCount),
        CacheWriteTokens = Written(usage),
        OutputTokens = Tokens(usage?.OutputTokenCount),
    };

    /// <summary>Tokens written to the vendor's cache, which have no place of their own: as this product names them, and as Anthropic does.</summary>
    public static int Written(UsageDetails? usage) =>
        usage?.AdditionalCounts is { } more && (more.TryGetValue("prompt_tokens_details.cache_write_tokens", out var count) || more.TryGetValue("cache_creation_input_tokens", out count) || more.TryGetValue("CacheCreationInputTokens", out count))
            ? Tokens(count)
            : 0;

    public static int Tokens(long? count) => (int)Math.Clamp(count ?? 0, 0, int.MaxValue);

    [DoesNotReturn]
    public static void Throw(RouteSession session, IReadOnlyList<Exception>? causes)
    {
        var failure = session.Failure
            ?? throw new InvalidOperationException("The session ended without an answer and without a failure.");
        throw new RoutingException(failure, causes);
    }

    [DoesNotReturn]
    public static void ThrowNoClient(Deployment deployment, string kind) => throw new UpstreamException(
        FailureKind.Unsupported,
        501,
        $"no {kind} is registered for deployment {deployment.Id} ({deployment.Config.Params.Model}): call AddProviders(), or register one for it");
}
