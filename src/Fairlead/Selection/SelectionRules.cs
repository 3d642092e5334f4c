namespace Fairlead.Selection;

/// <summary>How the deployments of a group are told apart.</summary>
/// <param name="Strategy">The strategy's canonical name.</param>
/// <param name="Context">Its settings.</param>
/// <param name="Priorities">Ranks by model that stand in for the deployments' <c>order</c>; null for most.</param>
internal sealed record SelectionRules(string Strategy, StrategyContext Context, IReadOnlyDictionary<string, int>? Priorities = null);
