using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Configuration;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>The product: its own <see cref="Router"/> with one of its strategies, on virtual time. Nothing of it is imitated.</summary>
internal sealed class RouterPolicy : IPolicy
{
    private readonly PolicyContext _context;
    private readonly PolicyOptions _options;
    private readonly Router _router;
    private readonly RouteRequests _requests;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <param name="context">What it is made from.</param>
    /// <param name="options">The strategy, and what is switched on beside it.</param>
    public RouterPolicy(PolicyContext context, PolicyOptions options)
    {
        _context = context;
        _options = options;
        for (var i = 0; i < context.Deployments.Count; i++)
        {
            _places[context.Deployments[i].Spec.Id] = i;
        }

        _router = Router.Create(Config(), new RouterOptions { TimeProvider = context.Time, Random = context.Random });
        _requests = new RouteRequests(_router);
    }

    public int InFlight => _router.Model.Deployments.Sum(static deployment => deployment.State.InFlight);

    public void Reload() => _router.Reload(Config());

    public IPolicySession Begin(SimulatedRequest request) => new Session(this, _router.Begin(_requests.Of(request)));

    /// <summary>The scenario's configuration with this strategy, the deployments that are there, and the prices in force.</summary>
    private RouterConfig Config()
    {
        var config = _context.Scenario.Config;
        var present = new List<DeploymentConfig>();
        for (var i = 0; i < _context.Deployments.Count; i++)
        {
            var deployment = _context.Deployments[i];
            if (deployment.IsPresent)
            {
                var entry = config.ModelList[i];
                present.Add(entry with { Params = Priced(entry.Params, deployment.PriceFactor) });
            }
        }

        return config with { ModelList = present, Router = _options.In(config.Router) };
    }

    private static DeploymentParams Priced(DeploymentParams call, double factor) => call with
    {
        InputCostPerToken = call.InputCostPerToken * factor,
        OutputCostPerToken = call.OutputCostPerToken * factor,
        CacheReadInputTokenCost = call.CacheReadInputTokenCost * factor,
        CacheCreationInputTokenCost = call.CacheCreationInputTokenCost * factor,
    };

    private sealed class Session(RouterPolicy policy, RouteSession session) : IPolicySession
    {
        private RouteAttempt _attempt;
        private RouteAttempt _hedge;

        public bool IsLimited => session.Failure is
        { Kind: FailureKind.RateLimited } or { Refusal: RouteRefusal.AllAtLimit or RouteRefusal.OverBudget or RouteRefusal.QueueFull or RouteRefusal.QueueTimeout };

        public bool TryNext(out PolicyAttempt attempt)
        {
            if (!session.TryNext(out _attempt))
            {
                attempt = default;
                return false;
            }

            attempt = Of(_attempt);
            return true;
        }

        public bool TryWait(Action<PolicyAttempt?> served) => session.MayWait && session.Wait(attempt =>
        {
            _attempt = attempt;
            served(attempt.Number > 0 ? Of(attempt) : null);
        });

        public bool TryHedge(out PolicyAttempt attempt)
        {
            attempt = default;
            if (!session.TryHedge(out _hedge))
            {
                return false;
            }

            attempt = Of(_hedge);
            return true;
        }

        public void ContentBegan(in PolicyAttempt attempt, TimeSpan after) => session.ContentBegan(attempt.IsHedge ? _hedge : _attempt, after);

        public NextStep Report(in PolicyAttempt attempt, in AttemptReport report) => session.Report(attempt.IsHedge ? _hedge : _attempt, report);

        public void Dispose() => session.Dispose();

        private PolicyAttempt Of(in RouteAttempt attempt) => new(policy._places[attempt.Deployment.Id], attempt.FirstByteTimeout)
        {
            HedgeAfter = attempt.HedgeAfter,
            IsHedge = attempt.IsHedge,
        };
    }
}
