namespace Fairlead.Configuration;

/// <summary>One entry of <c>routing_groups</c>: a strategy for a set of models, which may be called by the set's name too.</summary>
public sealed record RoutingGroup
{
    /// <summary>Its name: not empty, unique, and not <c>default</c>. A request may ask for it like for a model (<c>group_name</c>).</summary>
    public required string Name { get; init; }

    /// <summary>The <c>model_name</c>s it holds. A model is in one group only, those with the strategy <c>priority</c> aside (<c>models</c>).</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Strategy of its models, in any accepted spelling, or <c>priority</c>; unset means the router's (<c>routing_strategy</c>).</summary>
    public string? RoutingStrategy { get; init; }

    /// <summary>Settings of the strategy; unset ones are the router's (<c>routing_strategy_args</c>).</summary>
    public StrategyArgs StrategyArgs { get; init; } = new();

    /// <summary>
    /// Under <c>priority</c>: the order its models are tried in by requests for the group, from 1, the lowest first; a model without one comes last.
    /// Who asks for one of the models itself is not concerned (<c>model_priorities</c>).
    /// </summary>
    public IReadOnlyDictionary<string, int> ModelPriorities { get; init; } = new Dictionary<string, int>();
}
