using Fairlead.Attempts;
using Fairlead.Configuration;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>When a baseline lets a deployment rest: the product's rules, so that only the choice differs.</summary>
internal sealed class BaselineHealth(PolicyContext context)
{
    private readonly Record[] _records = new Record[context.Deployments.Count];

    /// <summary>Whether it rests at a time.</summary>
    public bool Rests(int deployment, long at) => _records[deployment].Until > at;

    /// <summary>Until when it rests because of something else than a quota; null when a quota is the cause.</summary>
    public long? RestsTillRecovery(int deployment) => _records[deployment].IsQuota ? null : _records[deployment].Until;

    /// <summary>It answered.</summary>
    /// <param name="deployment">Who.</param>
    /// <param name="inSpiteOfRest">The call began during a rest, which it ends. One that began before proves nothing.</param>
    public void Succeeded(int deployment, bool inSpiteOfRest)
    {
        Window(deployment);
        _records[deployment].Successes++;
        _records[deployment].InARow = 0;
        if (inSpiteOfRest)
        {
            _records[deployment].Until = 0;
        }
    }

    public void Failed(int deployment, in AttemptReport report, bool hasAlternative)
    {
        var blame = FailureRules.Of(report.Failure).Blame;
        if (blame == Blame.None)
        {
            return;
        }

        Window(deployment);
        ref var record = ref _records[deployment];
        record.Failures++;
        record.InARow++;
        var total = record.Failures + record.Successes;
        var rests = blame != Blame.Counts
            || record.InARow >= RouterDefaults.FailuresInARow
            || (total >= RouterDefaults.FailureMinimumRequests && record.Failures > total * RouterDefaults.FailureShare);
        if (!rests || !hasAlternative)
        {
            return;
        }

        var asked = report.RetryAfter ?? context.Scenario.Config.Router.CooldownTime ?? RouterDefaults.CooldownTime;
        var rest = asked < RouterDefaults.MaxRetryAfter ? asked : RouterDefaults.MaxRetryAfter;
        record.Until = Math.Max(record.Until, context.Time.Now + rest.Ticks);
        record.IsQuota = report.Failure is FailureKind.RateLimited or FailureKind.QuotaExhausted;
    }

    private void Window(int deployment)
    {
        ref var record = ref _records[deployment];
        if (context.Time.Now >= record.WindowEnds)
        {
            (record.Successes, record.Failures, record.InARow) = (0, 0, 0);
            record.WindowEnds = context.Time.Now + RouterDefaults.FailureWindow.Ticks;
        }
    }

    private struct Record
    {
        public long WindowEnds;
        public int Successes;
        public int Failures;
        public int InARow;
        public long Until;
        public bool IsQuota;
    }
}
