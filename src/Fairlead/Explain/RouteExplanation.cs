using System.Text.Json;
using Fairlead.PreRouting;

namespace Fairlead.Explain;

/// <summary>Why a request goes where it goes: every candidate, what dropped it, its score and its chance.</summary>
public sealed record RouteExplanation
{
    /// <summary>The model asked for.</summary>
    public required string Model { get; init; }

    /// <summary>How the name was found: <c>group</c>, <c>alias</c>, <c>deployment-id</c>, <c>wildcard</c>, <c>provider-model</c>, <c>routing-group</c>, <c>auto-router</c>, <c>pass-through</c>, <c>provider</c>, <c>default-fallback</c> or <c>unknown</c>.</summary>
    public required string ResolvedBy { get; init; }

    /// <summary>What an auto router chose; null where none was asked for, or where it saw no prompt and took its default.</summary>
    public PreRoute? PreRoute { get; init; }

    /// <summary>The groups in the order they would be tried; the first is the one asked for.</summary>
    public required IReadOnlyList<GroupExplanation> Groups { get; init; }

    /// <summary>The deployment picked first; null when there is none.</summary>
    public string? Picked { get; init; }

    /// <summary>The chance the pick had, 0 to 1: what an evaluation of the routing from its records needs. Null before a pick.</summary>
    public double? Propensity { get; init; }

    /// <summary>Attempts made, when this explains a request that ran.</summary>
    public IReadOnlyList<Attempts.AttemptRecord> Attempts { get; init; } = [];

    /// <summary>The request had retries left and the router's retry budget had not: nobody was asked again.</summary>
    public bool OverRetryBudget { get; init; }
}

/// <summary>One group of the plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Strategy">The strategy's canonical name.</param>
/// <param name="Role"><c>primary</c>, <c>fallback</c>, <c>context-window-fallback</c> or <c>content-policy-fallback</c>.</param>
/// <param name="Candidates">Its deployments, in the order of the configuration.</param>
/// <param name="Panic">Every deployment was unhealthy, so that the least bad one is used.</param>
public sealed record GroupExplanation(string Name, string Strategy, string Role, IReadOnlyList<CandidateExplanation> Candidates, bool Panic)
{
    /// <summary>What ties the request to the candidate whose share is 1: <c>response</c>, <c>session</c>, <c>prefix</c> or <c>caller</c>; null when the strategy chooses.</summary>
    public string? TiedBy { get; init; }
}

/// <summary>One deployment of a group.</summary>
/// <param name="Id">The deployment's id.</param>
/// <param name="ProviderModel">Provider and model, e.g. <c>openai/gpt-4</c>.</param>
/// <param name="Order">Its tier.</param>
/// <param name="DroppedBy">The filter that dropped it, e.g. <c>blocked</c>, <c>cooldown</c>, <c>tags</c>, <c>region</c>, <c>order</c>; null for a candidate.</param>
/// <param name="Detail">What the filter saw, e.g. the rest that remains.</param>
/// <param name="Score">The strategy's score; less is better. Null where the strategy has none.</param>
/// <param name="Share">The chance of being picked first, 0 to 1.</param>
/// <param name="InFlight">Calls under way.</param>
/// <param name="Metadata">The deployment's metadata; null when it has none.</param>
public sealed record CandidateExplanation(
    string Id,
    string ProviderModel,
    int Order,
    string? DroppedBy,
    string? Detail,
    double? Score,
    double Share,
    int InFlight,
    IReadOnlyDictionary<string, JsonElement>? Metadata);
