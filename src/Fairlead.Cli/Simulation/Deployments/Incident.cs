namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>What can befall a deployment.</summary>
internal enum IncidentKind
{
    /// <summary>A brown-out or a cold start: everything takes so many times longer.</summary>
    Slow,

    /// <summary>Tokens trickle: the first comes as usual, each of the others takes so many times longer.</summary>
    Drips,

    /// <summary>Answers 429 within milliseconds, without a Retry-After.</summary>
    Refuses,

    /// <summary>Accepts calls and never answers.</summary>
    Hangs,

    /// <summary>Cannot be connected to.</summary>
    Down,

    /// <summary>Is not there yet, for the router neither: it joins when the incident ends.</summary>
    Absent,

    /// <summary>Costs so many times more. The routers' configuration is reloaded with the new price.</summary>
    Price,
}

/// <summary>Something that befalls a deployment for a while.</summary>
/// <param name="Kind">What.</param>
/// <param name="Deployment">Whom, by its place in the scenario.</param>
/// <param name="From">When it begins, as a share of the scenario's time.</param>
/// <param name="To">When it is over.</param>
/// <param name="Factor">How many times slower or dearer.</param>
internal sealed record Incident(IncidentKind Kind, int Deployment, double From, double To, double Factor = 1);
