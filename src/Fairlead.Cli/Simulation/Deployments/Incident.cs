namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>What can befall a deployment.</summary>
internal enum IncidentKind
{
    /// <summary>A brown-out: everything takes so many times longer, what is left of calls under way too.</summary>
    Slow,

    /// <summary>A cold start: everything takes so many times longer at first, and less and less so until it is over.</summary>
    Cold,

    /// <summary>Tokens trickle: the first comes as usual, each of the others takes so many times longer; calls under way slow down with it.</summary>
    Drips,

    /// <summary>Answers 429 within milliseconds, without a Retry-After. Calls under way are served on.</summary>
    Refuses,

    /// <summary>Accepts calls and never answers; calls under way fall silent.</summary>
    Hangs,

    /// <summary>Cannot be connected to; calls under way are broken off.</summary>
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
internal sealed record Incident(IncidentKind Kind, int Deployment, double From, double To, double Factor = 1)
{
    /// <summary>Steps in which a cold start passes: each a twentieth of it, so that no step is seen.</summary>
    private const int ColdSteps = 20;

    /// <summary>What it is made of: a cold start of many slow spells, each shorter in what it adds than the one before; anything else of itself.</summary>
    public IEnumerable<Incident> Parts => Kind != IncidentKind.Cold
        ? [this]
        : Enumerable.Range(0, ColdSteps).Select(i => new Incident(
            IncidentKind.Slow,
            Deployment,
            From + ((To - From) * i / ColdSteps),
            From + ((To - From) * (i + 1) / ColdSteps),
            1 + ((Factor - 1) * (ColdSteps - i - 0.5) / ColdSteps)));
}
