using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Configuration;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>A baseline: a chooser with the same number of retries, the same rests, fallbacks, timeouts and back-offs as the product has.</summary>
internal sealed class BaselinePolicy : IPolicy
{
    private readonly PolicyContext _context;
    private readonly Chooser _chooser;
    private readonly Dictionary<string, int[]> _groups = new(StringComparer.Ordinal);

    public BaselinePolicy(PolicyContext context, Chooser chooser)
    {
        _context = context;
        _chooser = chooser;
        Health = new BaselineHealth(context);
        Reload();
    }

    /// <summary>Leases are the product's; a baseline's own count, if it keeps one, is its chooser's.</summary>
    public int InFlight => 0;

    private BaselineHealth Health { get; }

    public void Reload()
    {
        _groups.Clear();
        foreach (var group in Enumerable.Range(0, _context.Deployments.Count).GroupBy(i => _context.Deployments[i].Spec.Group))
        {
            _groups[group.Key] = [.. group.Where(i => _context.Deployments[i].IsPresent)];
        }
    }

    public IPolicySession Begin(SimulatedRequest request) => new Session(this, request);

    private sealed class Session : IPolicySession
    {
        private readonly BaselinePolicy _policy;
        private readonly SimulatedRequest _request;
        private readonly IReadOnlyList<string> _steps;
        private readonly HashSet<int> _tried = [];
        private readonly long _deadline;
        private int _step;
        private int _retriesLeft;
        private int _waits;
        private int _held = -1;
        private bool _panicked;
        private bool _inSpiteOfRest;
        private bool _triedInStep;

        public Session(BaselinePolicy policy, SimulatedRequest request)
        {
            var router = policy._context.Scenario.Config.Router;
            _policy = policy;
            _request = request;
            var fallbacks = router.Fallbacks.GetValueOrDefault(request.Model) ?? router.Fallbacks.GetValueOrDefault("*") ?? router.DefaultFallbacks;
            _steps = [request.Model, .. fallbacks.Select(static entry => entry.Model).Where(group => group != request.Model).Take(router.MaxFallbacks ?? RouterDefaults.MaxFallbacks)];
            _retriesLeft = router.NumRetries ?? RouterDefaults.NumRetries;
            _deadline = router.RequestDeadline is { } allowed ? Now + allowed.Ticks : long.MaxValue;
        }

        private long Now => _policy._context.Time.Now;

        private int[] Group => _policy._groups.GetValueOrDefault(_steps[_step]) ?? [];

        public bool TryNext(out PolicyAttempt attempt)
        {
            attempt = default;
            if (Now >= _deadline)
            {
                return false;
            }

            var chosen = Find();
            if (chosen < 0)
            {
                return false;
            }

            _retriesLeft -= _triedInStep ? 1 : 0;
            _triedInStep = true;
            _tried.Add(chosen);
            _held = chosen;
            _inSpiteOfRest = _policy.Health.Rests(chosen, Now);
            _policy._chooser.Begins(chosen);
            var call = _policy._context.Scenario.Config.ModelList[chosen].Params;
            var left = TimeSpan.FromTicks(_deadline - Now);
            var settings = _policy._context.Scenario.Config.Router;
            var streams = _request.Stream ? call.StreamTimeout ?? settings.StreamTimeout : null;
            var own = streams ?? call.Timeout ?? settings.Timeout ?? RouterDefaults.Timeout;
            attempt = new PolicyAttempt(chosen, own < left ? own : left);
            return true;
        }

        public NextStep Report(in PolicyAttempt attempt, in AttemptReport report)
        {
            var deployment = _held;
            _held = -1;
            _policy._chooser.Ends(deployment, report);
            if (report.Failure == FailureKind.None)
            {
                _policy.Health.Succeeded(deployment, _inSpiteOfRest);
                return new NextStep(NextAction.Done, default);
            }

            _policy.Health.Failed(deployment, report, Group.Length > 1 || _steps.Count > 1);
            if (report.Committed || Now >= _deadline)
            {
                return new NextStep(NextAction.GiveUp, default);
            }

            if (FailureRules.Of(report.Failure).Remedy == Remedy.OtherModel)
            {
                // The whole group would refuse the same.
                _tried.UnionWith(Group);
                return new NextStep(_step + 1 < _steps.Count ? NextAction.Next : NextAction.GiveUp, default);
            }

            if ((_retriesLeft > 0 && Open(Now).Count > 0) || _step + 1 < _steps.Count)
            {
                return new NextStep(NextAction.Next, default);
            }

            var wait = Backoff.Delay(report.RetryAfter, default, _waits++, _policy._context.Random);
            if (_retriesLeft > 0 && Now + wait.Ticks < _deadline && Array.Exists(Group, member => !_policy.Health.Rests(member, Now + wait.Ticks)))
            {
                _tried.Clear();
                return new NextStep(NextAction.Retry, wait);
            }

            return new NextStep(_retriesLeft > 0 && LeastBad() >= 0 ? NextAction.Next : NextAction.GiveUp, default);
        }

        public void Dispose()
        {
            if (_held >= 0)
            {
                _policy._chooser.Leaves(_held);
                _held = -1;
            }
        }

        private int Find()
        {
            for (; ; _step++, _triedInStep = false)
            {
                var open = !_triedInStep || _retriesLeft > 0 ? Open(Now) : [];
                if (open.Count > 0)
                {
                    return _policy._chooser.Choose(Group, open, _request.Stream);
                }

                if (_step + 1 >= _steps.Count)
                {
                    var last = !_triedInStep || _retriesLeft > 0 ? LeastBad() : -1;
                    _panicked = true;
                    return last;
                }
            }
        }

        private List<int> Open(long at) => [.. Group.Where(member => !_tried.Contains(member) && !_policy.Health.Rests(member, at))];

        /// <summary>Health never leaves a request without anybody: the one whose rest ends soonest, once a request, unless a quota is the cause.</summary>
        private int LeastBad() => _panicked ? -1 : Group
            .Where(member => !_tried.Contains(member) && _policy.Health.RestsTillRecovery(member) is not null)
            .OrderBy(member => _policy.Health.RestsTillRecovery(member))
            .FirstOrDefault(-1);
    }
}
