using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Model;

/// <summary>Configurations and routers in few words.</summary>
internal static class Given
{
    public static DeploymentConfig Deployment(string group, string id, string? model = null, Func<DeploymentParams, DeploymentParams>? with = null)
    {
        var call = new DeploymentParams { Model = model ?? $"openai/{group}" };
        return new DeploymentConfig
        {
            ModelName = group,
            Params = with is null ? call : with(call),
            Info = new DeploymentInfo { Id = id },
        };
    }

    public static DeploymentConfig Weighted(string group, string id, double? weight) =>
        Deployment(group, id, with: p => p with { Weight = weight });

    public static RouterConfig Config(params DeploymentConfig[] deployments) => new() { ModelList = deployments };

    public static RouterConfig With(this RouterConfig config, Func<RouterSettings, RouterSettings> change) => config with { Router = change(config.Router) };

    public static RouterConfig Strategy(this RouterConfig config, string strategy) => config.With(r => r with { RoutingStrategy = strategy });

    public static RouterConfig Fallback(this RouterConfig config, string from, params string[] to) =>
        config.With(r => r with
        {
            Fallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>>(r.Fallbacks) { [from] = [.. to] },
        });

    public static RouterConfig Sets(this RouterConfig config, params RoutingGroup[] sets) => config.With(r => r with { RoutingGroups = sets });

    public static Router Router(this RouterConfig config, FakeTimeProvider? clock = null, RandomSource? random = null) =>
        Fairlead.Router.Create(config, new RouterOptions { TimeProvider = clock ?? new FakeTimeProvider(), Random = random ?? RandomSource.Seeded(1) });

    public static AttemptReport Ok(double seconds = 1, int tokens = 10, double firstToken = 0) => new()
    {
        Duration = TimeSpan.FromSeconds(seconds),
        TimeToFirstToken = TimeSpan.FromSeconds(firstToken),
        OutputTokens = tokens,
    };

    public static AttemptReport Fail(FailureKind kind, int status = 0, double? retryAfter = null) => new()
    {
        Failure = kind,
        Status = status,
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Duration = TimeSpan.FromMilliseconds(10),
        Reason = $"scripted {kind}",
    };

    /// <summary>Shares of <paramref name="picks"/> picks by deployment id.</summary>
    public static Dictionary<string, double> Shares(this Router router, string model, int picks = 10_000)
    {
        var counts = new Dictionary<string, double>();
        for (var i = 0; i < picks; i++)
        {
            var id = router.Pick(model)!.Id;
            counts[id] = counts.GetValueOrDefault(id) + (1.0 / picks);
        }

        return counts;
    }
}
