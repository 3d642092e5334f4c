using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Configuration;

namespace Fairlead.Cli.Simulation.Scenarios;

/// <summary>The scenarios that ship.</summary>
/// <remarks>
/// An answer of the default length keeps a default deployment busy for about four seconds, so that its twenty places serve about five requests
/// a second. Rates are set from that: 60 % of capacity where nothing else is said.
/// </remarks>
internal static class ScenarioCatalogue
{
    /// <summary>All of them, the plainest first.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Of("steady", "five alike at 60 % of capacity", Alike(5)),
        Of("burst", "eight times as many requests for five seconds of each minute", Alike(5),
            new TrafficShape { Rate = 8, BurstFactor = 8 }),
        Of("diurnal", "from a fifth to nine tenths of capacity and back", Alike(5),
            new TrafficShape { Rate = 14, DailySwing = 0.64 }),
        Of("brown-out", "one of five is eight times slower in the middle third, then well again", Alike(5),
            incidents: new Incident(IncidentKind.Slow, 0, 1 / 3.0, 2 / 3.0, Factor: 8)),
        Of("fast-fail-429", "one of five answers 429 within milliseconds in the middle third", Alike(5),
            incidents: new Incident(IncidentKind.Refuses, 0, 1 / 3.0, 2 / 3.0)),
        Of("outage", "one of five is down from 0.2 to 0.4 of the time, another accepts calls and never answers from 0.6 to 0.8", Alike(5),
            incidents: [new Incident(IncidentKind.Down, 0, 0.2, 0.4), new Incident(IncidentKind.Hangs, 1, 0.6, 0.8)]),
        Of("one-slow", "one of five is always ten times slower", Alike(5, (i, spec) => i == 0 ? Slower(spec, 10) : spec),
            new TrafficShape { Rate = 12 }),
        Of("stragglers", "five alike at 60 % of capacity; one call in a hundred takes fifteen times as long to its first token", Alike(5, (_, spec) => spec with { Stragglers = 0.01 })),
        Of("mixed-capacity", "five with places for 4 to 40 calls at once, 75 % of them needed", Alike(5, Roomy),
            new TrafficShape { Rate = 18 }),
        Of("newcomer", "three at 70 % of capacity; a fourth joins at a third of the time, cold: five times slower, and less and less so for forty seconds", Alike(4),
            new TrafficShape { Rate = 10.5 },
            new Incident(IncidentKind.Absent, 3, 0, 1 / 3.0), new Incident(IncidentKind.Cold, 3, 1 / 3.0, 0.4, Factor: 5)),
        Of("heavy-tail", "a few prompts and answers are very long; half are plain answers", Alike(5),
            new TrafficShape { Rate = 10, OutputSpread = 1.3, InputSpread = 1.4, StreamShare = 0.5 }),
        Of("quota-bound", "four with quotas of 100 to 550 calls a minute, 14 % more than is asked for", Alike(4, Quota),
            new TrafficShape { Rate = 19 }),
        Of("replicas-20", "twenty routers that share nothing before ten alike, at 80 % of capacity", Alike(10),
            new TrafficShape { Requests = 12_000, Rate = 40 }) with { Replicas = 20 },
        Of("price-spread", "four whose price falls from 8 to 1 as they get slower; the dearest halves its price at half of the time", Alike(4, Priced),
            new TrafficShape { Rate = 10 }, new Incident(IncidentKind.Price, 0, 0.5, 1, Factor: 0.5)),
        Of("price-objective", "as price-spread; the product is told to ask the cheapest that begins within 3 s", Alike(4, Priced),
            new TrafficShape { Rate = 10 }, new Incident(IncidentKind.Price, 0, 0.5, 1, Factor: 0.5)).Told(static router => router with
        {
            StrategyArgs = new StrategyArgs { LatencyObjective = TimeSpan.FromSeconds(3) },
        }),
        Of("slow-drip", "one of five sends its tokens six times slower in the middle third, the first as soon as ever", Alike(5),
            incidents: new Incident(IncidentKind.Drips, 0, 1 / 3.0, 2 / 3.0, Factor: 6)),
        Of("agent-loops", "forty agents at a time, whose prompts grow to 30,000 tokens; who answered before has all but the last turn in its cache", Alike(5),
            Agents).Told(static router => router with { OptionalPreCallChecks = ["session_affinity"] }),
        Of("agents-tied", "as agent-loops, and one of five is six times slower in the middle third; the product goes back to whoever has read a prompt's beginning", Alike(5),
            Agents, BrownOut).Told(static router => router with { OptionalPreCallChecks = ["prompt_caching"] }),
        Of("agents-weighed", "as agents-tied; the product weighs who has read a prompt's beginning against speed and load", Alike(5),
            Agents, BrownOut).Told(static router => router with { StrategyArgs = new StrategyArgs { PrefixWeight = 1 } }),
        Of("agents-priced", "forty agents at a time, whose prompts grow, before five of unlike price: two with a cache as Anthropic's, two with one as OpenAI's, and the cheapest by list, whose cache saves nothing",
            Caching, Agents with { Rate = 4, Pause = 6 }).Told(static router => router with { StrategyArgs = new StrategyArgs { PriceWeight = 16 } }),
        Of("overload", "five alike at 60 % of capacity, and for a minute of every three at twice of it; one request in ten is urgent. The product learns how much each carries, and lets requests wait 10 s",
            Alike(5, static (_, spec) => spec with { Shares = true }), Overload).Told(Waiting),
        Of("overload-mixed", "as overload, of five with places for 4 to 40 calls at once, which nobody tells the router", Alike(5, static (i, spec) => Roomy(i, spec) with { Shares = true }),
            Overload with { Rate = 16 }).Told(Waiting),
        Of("leavers", "one caller in ten may leave before the end", Alike(5),
            new TrafficShape { Rate = 13, Leavers = 0.1 }),
    ];

    /// <summary>The scenario of a name; null when there is none.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => string.Equals(scenario.Name, name, StringComparison.OrdinalIgnoreCase));

    private static TrafficShape Overload => new() { Requests = 12_000, Rate = 14.6, BurstFactor = 2 / 0.6, BurstLength = 60, BurstEvery = 180, UrgentShare = 0.1 };

    private static TrafficShape Agents => new() { Rate = 9, Turns = 20, InputSpread = 0.3 };

    /// <summary>Prices of a million tokens. A token read from a cache costs a tenth, one written to some a quarter more; who is not asked for five minutes has forgotten.</summary>
    private static DeploymentSpec[] Caching =>
    [
        Cached("d0", 3, 15, read: 0.3, write: 3.75),
        Cached("d1", 3, 15, read: 0.3, write: 3.75),
        Cached("d2", 2.5, 10, read: 0.25),
        Cached("d3", 2, 8, read: 0.2),
        Cached("d4", 1.5, 6, read: null),
    ];

    private static DeploymentSpec Cached(string id, double input, double output, double? read, double? write = null) => new()
    {
        Id = id,
        InputPrice = input,
        OutputPrice = output,
        CachedPrice = read,
        WritePrice = write,
        CacheLasts = TimeSpan.FromMinutes(5),
        Rpm = 120,
    };

    private static Incident BrownOut => new(IncidentKind.Slow, 0, 1 / 3.0, 2 / 3.0, Factor: 6);

    private static Scenario Of(string name, string about, DeploymentSpec[] deployments, TrafficShape? traffic = null, params Incident[] incidents) => new()
    {
        Name = name,
        About = about,
        Deployments = deployments,
        Config = ScenarioConfig.For(deployments),
        Traffic = traffic ?? new TrafficShape(),
        Incidents = incidents,
    };

    private static RouterSettings Waiting(RouterSettings router) => router with
    {
        AdaptiveConcurrency = true,
        Admission = new AdmissionSettings { Timeout = TimeSpan.FromSeconds(10) },
    };

    private static DeploymentSpec[] Alike(int count, Func<int, DeploymentSpec, DeploymentSpec>? but = null) =>
        [.. Enumerable.Range(0, count).Select(i => new DeploymentSpec { Id = $"d{i}" }).Select((spec, i) => but?.Invoke(i, spec) ?? spec)];

    private static DeploymentSpec Slower(DeploymentSpec spec, double times) =>
        spec with { FirstToken = spec.FirstToken * times, PerToken = spec.PerToken * times, PerPromptToken = spec.PerPromptToken * times };

    private static DeploymentSpec Roomy(int i, DeploymentSpec spec) => spec with { Capacity = 4 + (9 * i) };

    private static DeploymentSpec Quota(int i, DeploymentSpec spec) => spec with { Rpm = 100 + (150 * i), Capacity = 60 };

    private static DeploymentSpec Priced(int i, DeploymentSpec spec) =>
        Slower(spec, 1 + (0.4 * i)) with { InputPrice = 8 >> i, OutputPrice = 4 * (8 >> i), Capacity = 30 };
}
