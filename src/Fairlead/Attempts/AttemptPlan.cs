using System.Text.Json;
using Fairlead.Model;
using Fairlead.Resolution;

namespace Fairlead.Attempts;

/// <summary>The model groups of one request, in the order they are turned to. Made only when the first does not answer.</summary>
/// <remarks>One flat list: a fallback's own fallbacks come at the end of it, and no target comes twice, so that nothing nests, multiplies or goes round.</remarks>
internal sealed class AttemptPlan
{
    private readonly List<Step> _steps = [];

    public AttemptPlan(ModelTarget asked) => _steps.Add(new Step(asked, FallbackList.Generic, asked.Key, null));

    public int Count => _steps.Count;

    public Step this[int index] => _steps[index];

    /// <summary>Adds where to turn after a failure in a target.</summary>
    /// <param name="target">The target that failed, or whose deployments all rest.</param>
    /// <param name="kind">How it failed; none for rest.</param>
    /// <param name="request">The request, whose own list replaces the configured ones.</param>
    /// <param name="model">The generation.</param>
    public void Extend(ModelTarget target, FailureKind kind, in RouteRequest request, RoutingModel model)
    {
        if (request.DisableFallbacks)
        {
            return;
        }

        // The request's own list for that failure, its own for any, and then the configured ones.
        var special = kind switch
        {
            FailureKind.ContextWindow => request.ContextWindowFallbacks,
            FailureKind.ContentPolicy => request.ContentPolicyFallbacks,
            _ => null,
        };
        if (special is not null)
        {
            var entries = FallbackTable.Entries(special, target.Requested, target.Group.Name);
            Add(target.Names.Steps(entries, target.Key), kind == FailureKind.ContextWindow ? FallbackList.ContextWindow : FallbackList.ContentPolicy, request, model);
            return;
        }

        if (request.Fallbacks is { } own)
        {
            Add(target.Names.Steps(own, target.Key), FallbackList.Generic, request, model);
            return;
        }

        var list = ListFor(kind, model);
        Add(target.Fallbacks(list), list, request, model);
    }

    /// <summary>A too long prompt and a refused one have their own lists. Where any such list is set they keep to it; where none is, the generic one answers (LiteLLM's rule).</summary>
    private static FallbackList ListFor(FailureKind kind, RoutingModel model) => kind switch
    {
        FailureKind.ContextWindow when model.Config.Router.ContextWindowFallbacks.Count > 0 => FallbackList.ContextWindow,
        FailureKind.ContentPolicy when model.Config.Router.ContentPolicyFallbacks.Count > 0 => FallbackList.ContentPolicy,
        _ => FallbackList.Generic,
    };

    private void Add(FallbackStep[] steps, FallbackList list, in RouteRequest request, RoutingModel model)
    {
        foreach (var step in steps)
        {
            if (!Contains(step.Key))
            {
                _steps.Add(new Step(RequestTarget.Settle(step.Target, request, model), list, step.Key, step.Parameters));
            }
        }
    }

    private bool Contains(string key)
    {
        foreach (var step in _steps)
        {
            if (string.Equals(step.Key, key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One group of the plan.</summary>
    /// <param name="Target">The group, with the name it was found by.</param>
    /// <param name="List">The list that named it; of no meaning for the first.</param>
    /// <param name="Key">Equal for two entries that would send the same request.</param>
    /// <param name="Parameters">What the request gets for this step, and for no later one; null for most.</param>
    internal readonly record struct Step(ModelTarget Target, FallbackList List, string Key, IReadOnlyDictionary<string, JsonElement>? Parameters);
}
