using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>Which of the fallback settings applies.</summary>
internal enum FallbackList
{
    /// <summary><c>fallbacks</c> and <c>default_fallbacks</c>.</summary>
    Generic,

    /// <summary><c>context_window_fallbacks</c>.</summary>
    ContextWindow,

    /// <summary><c>content_policy_fallbacks</c>.</summary>
    ContentPolicy,
}

/// <summary>A name, found: the group that answers it, and where to turn when that fails.</summary>
internal sealed class ModelTarget(NameResolver names, string requested, string resolvedBy, ModelGroup group, string key)
{
    private readonly FallbackStep[]?[] _fallbacks = new FallbackStep[]?[3];

    /// <summary>Whoever found it, for the names that follow from it.</summary>
    public NameResolver Names { get; } = names;

    /// <summary>The name asked for.</summary>
    public string Requested { get; } = requested;

    /// <summary>How it was found, in the words of <see cref="Explain.RouteExplanation.ResolvedBy"/>.</summary>
    public string ResolvedBy { get; } = resolvedBy;

    public ModelGroup Group { get; } = group;

    /// <summary>Chooses the model in place of a group; null for most. Whoever follows a plan gets the target it chose: see <see cref="RequestTarget"/>.</summary>
    public PreRouting.AutoRouter? AutoRouter { get; init; }

    /// <summary>The same target with other deployments behind it.</summary>
    public ModelTarget With(ModelGroup other) => new(Names, Requested, ResolvedBy, other, Key);

    /// <summary>Equal for two names of the same target: a plan visits each once.</summary>
    public string Key { get; } = key;

    /// <summary>The targets of a list, in order; empty when the list has no entry for this one. Worked out once.</summary>
    public FallbackStep[] Fallbacks(FallbackList list) => _fallbacks[(int)list] ??= Names.FallbacksOf(this, list);
}
