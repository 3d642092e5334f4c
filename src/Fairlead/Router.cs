using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Explain;
using Fairlead.Mirroring;
using Fairlead.Model;
using Fairlead.PreRouting;
using Fairlead.Resolution;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.Telemetry;

namespace Fairlead;

/// <summary>Picks the deployment that should answer a request, and another when it fails. Thread-safe.</summary>
public sealed class Router
{
    private readonly Clock _clock;
    private readonly RandomSource _random;
    private readonly Lock _reload = new();
    private volatile RoutingModel _model;

    private Router(RoutingModel model, Clock clock, RandomSource random)
    {
        _model = model;
        _clock = clock;
        _random = random;
        Events = new RouterEvents(this);
        Mirrors = new Mirrors(random);
        model.Breakers.Listener = change => Events.Raise(change, clock);
    }

    /// <summary>Builds a router.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="options">Clock and randomness; null for the real ones.</param>
    /// <exception cref="RouterConfigException">The configuration is not usable; holds every finding.</exception>
    public static Router Create(RouterConfig config, RouterOptions? options = null)
    {
        options ??= new RouterOptions();
        return Create(config, new Clock(options.TimeProvider), options.Random, previous: null, options.Strategies);
    }

    /// <summary>Builds a router that knows of its deployments what another one, on the same clock, has learnt.</summary>
    internal static Router Create(
        RouterConfig config, Clock clock, RandomSource random, RoutingModel? previous, IReadOnlyDictionary<string, CustomStrategyFactory>? custom = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new Router(Build(config, generation: 1, previous, clock, custom), clock, random);
    }

    /// <summary>Raised when a deployment's breaker opens, lets a probe through or closes, and when another configuration comes into force.</summary>
    /// <remarks>Raised on the thread of the request that caused it: handlers must be quick, and what they throw is swallowed. Costs nothing while nobody subscribes.</remarks>
    public event EventHandler<RouterChange> Changed
    {
        add => Events.Changed += value;
        remove => Events.Changed -= value;
    }

    /// <summary>Raised when a request is over, with every decision made for it: what <see cref="RouteSession.Explanation"/> holds.</summary>
    /// <remarks>While anybody subscribes, each request costs the allocations of an explanation. Otherwise as <see cref="Changed"/>.</remarks>
    public event EventHandler<RouteExplanation> Routed
    {
        add => Events.Routed += value;
        remove => Events.Routed -= value;
    }

    /// <summary>The generation in force.</summary>
    public RoutingModel Model => _model;

    /// <summary>Who listens.</summary>
    internal RouterEvents Events { get; }

    /// <summary>Requests sent to a silent model as well.</summary>
    internal Mirrors Mirrors { get; }

    /// <summary>Some name is an auto router's.</summary>
    internal bool HasAutoRouters => _model.AutoRouters.Length > 0;

    /// <summary>The time that states are kept in.</summary>
    internal Clock Clock => _clock;

    internal RandomSource Random => _random;

    /// <summary>Puts another generation in force. Running requests keep the one they started with; the state of a deployment whose id stays is kept.</summary>
    /// <remarks>The state is that of the same deployment: same id, and the same model, address and credential. Weights, limits, prices and tags may change.</remarks>
    /// <param name="config">The new configuration.</param>
    /// <exception cref="RouterConfigException">The configuration is not usable: the old one stays in force.</exception>
    public void Reload(RouterConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        lock (_reload)
        {
            _model = Build(config, _model.Generation + 1, _model, _clock);
        }

        if (Events.TellsChanges)
        {
            Events.Raise(new RouterChange(RouterChangeKind.Reloaded) { Generation = _model.Generation });
        }
    }

    /// <summary>Starts a request. Dispose the session when the request is over.</summary>
    /// <param name="request">What the router needs to know of it.</param>
    public RouteSession Begin(in RouteRequest request)
    {
        ArgumentNullException.ThrowIfNull(request.Model, nameof(request));
        return new RouteSession(_model, this, request);
    }

    /// <summary>Only the decision: the deployment a request would go to now, without a lease on it.</summary>
    /// <param name="model">The model asked for.</param>
    /// <param name="blocked">Deployment ids, provider model strings or group names that must not be used.</param>
    /// <returns>The deployment; null when there is none.</returns>
    public Deployment? Pick(string model, IReadOnlyList<string>? blocked = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return (blocked is null ? PickPlain(model) : null) ?? Pick(new RouteRequest(model) { Blocked = blocked }, isPeek: false);
    }

    /// <summary>The same for a request with tags, a region or other wishes.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The deployment; null when there is none.</returns>
    public Deployment? Pick(in RouteRequest request)
    {
        ArgumentNullException.ThrowIfNull(request.Model, nameof(request));
        return Pick(request, isPeek: false);
    }

    /// <summary>Whether a name is an auto router's, so that <see cref="PreRoute"/> wants to see the prompt.</summary>
    /// <param name="model">The model asked for.</param>
    public bool NeedsPrompt(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return HasAutoRouters && _model.Names.Resolve(model) is { AutoRouter: not null };
    }

    /// <summary>The auto router of a name that chooses by what messages are like; null for any other name.</summary>
    internal AutoRouter? SemanticRouterOf(string model) => HasAutoRouters && _model.Names.Resolve(model) is { AutoRouter: { Semantic: not null } router } ? router : null;

    /// <summary>Lets the auto router of a name look at a request and choose its model; put the result into <see cref="RouteRequest.PreRoute"/>.</summary>
    /// <param name="model">The model asked for.</param>
    /// <param name="prompt">What to look at; nothing of it is kept.</param>
    /// <returns>The choice, of an auto router by utterances its default (the routed clients and the gateway embed the message first); null when the name is no auto router's.</returns>
    public PreRoute? PreRoute(string model, in PromptView prompt)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _model.Names.Resolve(model) is { AutoRouter: { } router } ? router.Choose(prompt, _random) : null;
    }

    /// <summary>Tells how many requests wait in a deployment's own queue (vLLM's <c>vllm:num_requests_waiting</c> and its like), whoever sent them.</summary>
    /// <remarks><c>adaptive</c> counts them like calls under way, until another number is told.</remarks>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="waiting">How many; not negative.</param>
    /// <returns>False when there is no such deployment.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="waiting"/> is negative.</exception>
    public bool ReportQueue(string deploymentId, int waiting)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(waiting);
        if (Model.ById(deploymentId) is not { } deployment)
        {
            return false;
        }

        deployment.State.QueueLength = waiting;
        return true;
    }

    /// <summary>Tells what a check of a deployment found, made beside its requests.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="finding">What was found.</param>
    /// <returns>False when there is no such deployment.</returns>
    public bool ReportHealth(string deploymentId, in HealthFinding finding)
    {
        var model = Model;
        if (model.ById(deploymentId) is not { } deployment)
        {
            return false;
        }

        HealthFindings.Apply(deployment, finding, model.Breakers, _clock);
        return true;
    }

    /// <summary>What every deployment has done and is doing: calls under way, counts, averages, rests, limits.</summary>
    public RouterSnapshot Snapshot() => Snapshots.Of(_model, _clock);

    /// <summary>What would happen to a request, without sending it.</summary>
    /// <param name="request">The request.</param>
    public RouteExplanation Explain(in RouteRequest request)
    {
        ArgumentNullException.ThrowIfNull(request.Model, nameof(request));
        var picked = Pick(request, isPeek: true);
        return RouteExplainer.Explain(_model, _clock, _random, request, picked?.Id);
    }

    /// <summary>For who asks for a model and nothing else: a request of 136 bytes is neither written nor read. Null where that is not enough to tell.</summary>
    [SkipLocalsInit]
    private Deployment? PickPlain(string model)
    {
        var generation = _model;
        if (generation.Names.Resolve(model) is not { AutoRouter: null, Group.HasDefaultTag: false } target)
        {
            return null;
        }

        var candidates = new Candidates(generation, _clock, _random);
        foreach (var tier in target.Group.Tiers)
        {
            candidates.Enter(tier);
            var member = tier.Strategy.Pick(ref candidates);
            if (member >= 0)
            {
                return tier.Members[member];
            }
        }

        return null;
    }

    [SkipLocalsInit]
    private Deployment? Pick(in RouteRequest request, bool isPeek)
    {
        var generation = _model;
        if (RequestTarget.Of(generation, request) is not { } target)
        {
            return null;
        }

        if (request.Affinity is not null && generation.Affinity is not null)
        {
            return PickElsewhere(generation, request, isPeek);
        }

        Candidates.Of(generation, _clock, _random, in request, session: null, now: 0, out var candidates);
        candidates.IsPeek = isPeek;
        candidates.Enter(target.Group);
        foreach (var tier in target.Group.Tiers)
        {
            candidates.Enter(tier);
            var member = tier.Strategy.Pick(ref candidates);
            if (member >= 0)
            {
                return tier.Members[member];
            }
        }

        return PickElsewhere(generation, request, isPeek);
    }

    /// <summary>Nobody healthy in the group itself, or a request tied to a deployment: a session knows the rest of the way. Apart, so that the way of most decisions has no frame for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Deployment? PickElsewhere(RoutingModel generation, in RouteRequest request, bool isPeek)
    {
        using var session = new RouteSession(generation, this, request);
        return session.Peek(isPeek);
    }

    private static RoutingModel Build(
        RouterConfig config, int generation, RoutingModel? previous, Clock clock, IReadOnlyDictionary<string, CustomStrategyFactory>? custom = null)
    {
        var findings = new List<ConfigDiagnostic>();
        return RoutingModel.TryBuild(config, generation, previous, findings, clock, custom) ?? throw new RouterConfigException(findings);
    }
}
