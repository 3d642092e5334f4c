using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Several models asked at once, of which the first to answer is wanted.</summary>
/// <remarks>An empty stream is no answer. The others are cancelled and not waited for; what they throw is seen here.</remarks>
internal static class FastestResponse
{
    /// <summary>The models of a race; null where the request is none.</summary>
    public static List<string>? Models(string model, ChatOptions? options)
    {
        if (options?.AdditionalProperties is null
            || !model.Contains(',', StringComparison.Ordinal)
            || RouteOptions.From(options.AdditionalProperties) is not { FastestResponse: true })
        {
            return null;
        }

        return [.. model.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Options for one of the models. A race is hedged by its nature.</summary>
    public static ChatOptions For(string model, ChatOptions options)
    {
        var own = options.Clone();
        own.ModelId = model;
        own.AdditionalProperties = own.AdditionalProperties?.Clone();
        return own.WithRouting(new RouteOptions { Hedge = false });
    }

    /// <summary>The first result that is one.</summary>
    /// <param name="models">The models.</param>
    /// <param name="ask">Asks one; null for no answer.</param>
    /// <param name="discard">Gets a result that came too late.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The result, and what cancels it alone from now on.</returns>
    /// <exception cref="RoutingException">No model answered: the most useful of their failures.</exception>
    public static async Task<(TResult Result, CancellationTokenSource Own)> RaceAsync<TResult>(
        IReadOnlyList<string> models, Func<string, CancellationToken, Task<TResult?>> ask, Func<TResult, ValueTask> discard, CancellationToken cancellationToken)
        where TResult : class
    {
        var live = new List<(Task<TResult?> Asking, CancellationTokenSource Own)>(models.Count);
        RoutingException? best = null;
        try
        {
            foreach (var model in models)
            {
                var own = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                live.Add((ask(model, own.Token), own));
            }

            while (live.Count > 0)
            {
                var asked = await Task.WhenAny(live.Select(static one => one.Asking)).ConfigureAwait(false);
                var place = live.FindIndex(one => one.Asking == asked);
                var own = live[place].Own;
                try
                {
                    if (await asked.ConfigureAwait(false) is { } result)
                    {
                        live.RemoveAt(place);
                        return (result, own);
                    }
                }
                catch (RoutingException failure)
                {
                    best = best is null || Usefulness(failure) > Usefulness(best) ? failure : best;
                }

                live.RemoveAt(place);
                own.Dispose();
            }

            throw best ?? new RoutingException(new RouteFailure(
                RouteRefusal.None, FailureKind.MalformedResponse, FailureRules.Of(FailureKind.MalformedResponse).Status, null, "No model of the list sent any content.", []));
        }
        finally
        {
            foreach (var (asking, own) in live)
            {
                _ = GiveUpAsync(asking, own, discard);
            }
        }
    }

    private static int Usefulness(RoutingException failure) => failure.Kind == FailureKind.None ? 0 : FailureRules.Of(failure.Kind).Usefulness;

    private static async Task GiveUpAsync<TResult>(Task<TResult?> asking, CancellationTokenSource own, Func<TResult, ValueTask> discard)
        where TResult : class
    {
        // Boundary: nobody waits for this model any more, whatever it throws.
        try
        {
            await own.CancelAsync().ConfigureAwait(false);
            if (await asking.ConfigureAwait(false) is { } late)
            {
                await discard(late).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
        }

        own.Dispose();
    }
}
