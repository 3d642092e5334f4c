using Fairlead.Attempts;
using Fairlead.Configuration;

namespace Fairlead.Benchmarks.Routing;

/// <summary>One model group of a given size, taught and loaded a little, so that no score is trivial.</summary>
internal static class RoutedGroup
{
    public const string Model = "gpt-4o";

    public static Router Build(string strategy, int size)
    {
        var router = Router.Create(new RouterConfig
        {
            ModelList = [.. Enumerable.Range(0, size).Select(Deployment)],
            Router = new RouterSettings { RoutingStrategy = strategy, EnableTagFiltering = true },
        });
        for (var i = 0; i < size * 4; i++)
        {
            using var session = router.Begin(new RouteRequest($"d{i % size}"));
            if (session.TryNext(out var attempt))
            {
                session.Report(attempt, new AttemptReport
                {
                    Duration = TimeSpan.FromMilliseconds(400 + (i % 7 * 100)),
                    TimeToFirstToken = TimeSpan.FromMilliseconds(100 + (i % 5 * 20)),
                    OutputTokens = 200,
                });
            }
        }

        for (var i = 0; i < size; i++)
        {
            // Held for good: calls under way.
            router.Begin(new RouteRequest($"d{i}")).TryNext(out _);
        }

        return router;
    }

    private static DeploymentConfig Deployment(int i) => new()
    {
        ModelName = Model,
        Params = new DeploymentParams
        {
            Model = "openai/gpt-4o",
            Weight = 1 + (i % 4),
            Tags = i % 2 == 0 ? ["even"] : ["odd"],
            RegionName = "eu",
            InputCostPerToken = 1e-6 * (1 + (i % 5)),
            OutputCostPerToken = 4e-6 * (1 + (i % 5)),
        },
        Info = new DeploymentInfo { Id = $"d{i}" },
        Capacity = 1 + (i % 3),
    };
}
