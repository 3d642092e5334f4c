using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Selection;

namespace Fairlead.Compatibility;

/// <summary>The router documented for fast_litellm, over Fairlead's kernel. Thread-safe.</summary>
/// <remarks>
/// <para>Entries of a model list are dictionaries, <see cref="System.Text.Json.Nodes.JsonObject"/>s, <see cref="ModelListEntry"/>s or
/// <see cref="Configuration.DeploymentConfig"/>s. A list is read at the first pick, and not again while it holds the same objects in the same order:
/// to change an entry, put another object in its place.</para>
/// <para>Every strategy decides from what calls report: tell of each call with <see cref="Start"/>, or with <see cref="ReportSuccess"/> and
/// <see cref="ReportFailure(object, FailureKind, TimeSpan?)"/>. Nothing reported yet, all strategies spread their picks.</para>
/// </remarks>
public sealed class AdvancedRouter
{
    private readonly ModelListCache _lists;
    private readonly RouterOptions _options;

    /// <summary>Builds a router.</summary>
    /// <param name="strategy"><c>simple_shuffle</c>, <c>weighted_shuffle</c>, <c>least_busy</c>, <c>latency_based</c> or <c>cost_based</c>; LiteLLM's spellings too.</param>
    /// <param name="options">Clock and chance; null for the real ones.</param>
    /// <exception cref="ArgumentException">No strategy has this name; the message lists those that exist.</exception>
    public AdvancedRouter(string strategy = "simple_shuffle", RouterOptions? options = null)
    {
        if (!StrategyNames.TryParse(strategy, out var name))
        {
            throw new ArgumentException($"The strategy '{strategy}' does not exist; valid are {string.Join(", ", StrategyNames.All)}.", nameof(strategy));
        }

        Strategy = strategy;
        _options = options ?? new RouterOptions();
        _lists = new ModelListCache(name, _options);
    }

    /// <summary>The strategy, as it was given.</summary>
    public string Strategy { get; }

    /// <summary>An available deployment for the model.</summary>
    /// <param name="modelList">The deployments.</param>
    /// <param name="model">The model name to route to.</param>
    /// <param name="blockedModels">Not to be used: model names, provider model strings, ids or endpoints.</param>
    /// <returns>One of the objects of the list; null when no deployment is available.</returns>
    /// <exception cref="ArgumentException">An entry cannot be read.</exception>
    /// <exception cref="Configuration.RouterConfigException">A value of an entry is out of range.</exception>
    public TEntry? GetAvailableDeployment<TEntry>(IReadOnlyList<TEntry> modelList, string model, IReadOnlyList<string>? blockedModels = null)
        where TEntry : class =>
        Pick(modelList, new RouteRequest(model) { Blocked = blockedModels });

    /// <summary>The documented function of the module; see <see cref="FastLiteLlm"/>.</summary>
    /// <inheritdoc cref="FastLiteLlm.GetAvailableDeployment{TEntry}"/>
    public static TEntry? GetAvailableDeployment<TEntry>(
        IReadOnlyList<TEntry> modelList,
        string model,
        IReadOnlyList<string>? blockedModels,
        IReadOnlyDictionary<string, object?>? context,
        IReadOnlyDictionary<string, object?>? settings)
        where TEntry : class =>
        FastLiteLlm.GetAvailableDeployment(modelList, model, blockedModels, context, settings);

    /// <summary>Tells that a call to a deployment begins. Until the lease ends the deployment counts as busy.</summary>
    /// <param name="deployment">The object that was returned.</param>
    /// <returns>The lease: say how the call ended, and dispose it always.</returns>
    /// <exception cref="ArgumentException">No list passed to this router holds the object.</exception>
    public DeploymentLease Start(object deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return new DeploymentLease(_lists.Hold(deployment), _options.TimeProvider);
    }

    /// <summary>Tells of a call that succeeded, for callers that hold no lease.</summary>
    /// <param name="deployment">The object that was returned.</param>
    /// <param name="latency">Time of the whole call.</param>
    /// <param name="outputTokens">Tokens of the answer; 0 when unknown.</param>
    /// <param name="inputTokens">Tokens of the prompt; 0 when unknown.</param>
    /// <param name="timeToFirstToken">Time to the first token of a stream; zero where unknown.</param>
    /// <exception cref="ArgumentException">No list passed to this router holds the object.</exception>
    public void ReportSuccess(object deployment, TimeSpan latency, int outputTokens = 0, int inputTokens = 0, TimeSpan timeToFirstToken = default) =>
        Report(deployment, new AttemptReport
        {
            Duration = latency,
            OutputTokens = outputTokens,
            InputTokens = inputTokens,
            TimeToFirstToken = timeToFirstToken,
        });

    /// <summary>Tells of a call that failed, for callers that hold no lease.</summary>
    /// <param name="deployment">The object that was returned.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="retryAfter">The wait the deployment asked for.</param>
    /// <exception cref="ArgumentException">No list passed to this router holds the object.</exception>
    public void ReportFailure(object deployment, FailureKind failure = FailureKind.ServerError, TimeSpan? retryAfter = null) =>
        Report(deployment, new AttemptReport { Failure = failure, RetryAfter = retryAfter });

    /// <summary>Tells of a call that failed, for callers that hold no lease.</summary>
    /// <param name="deployment">The object that was returned.</param>
    /// <param name="exception">What was thrown.</param>
    /// <exception cref="ArgumentException">No list passed to this router holds the object.</exception>
    public void ReportFailure(object deployment, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var failure = ExceptionRules.Classify(exception, []);
        Report(deployment, new AttemptReport { Failure = failure.Kind, Status = failure.Status, RetryAfter = failure.RetryAfter });
    }

    internal TEntry? Pick<TEntry>(IReadOnlyList<TEntry> modelList, RouteRequest request)
        where TEntry : class
    {
        ArgumentNullException.ThrowIfNull(modelList);
        ArgumentNullException.ThrowIfNull(request.Model, "model");
        if (modelList.Count == 0)
        {
            return null;
        }

        var list = _lists.Get(modelList);
        var picked = list.Router.Pick(request with { Blocked = list.Blocked(request.Blocked) });
        return picked is null ? null : (TEntry)list.EntryOf(picked);
    }

    private void Report(object deployment, in AttemptReport report)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        _lists.Hold(deployment).Report(report);
    }
}
