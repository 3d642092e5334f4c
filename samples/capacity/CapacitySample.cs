using Fairlead.Compatibility;

namespace Fairlead.Samples;

/// <summary>Two deployments of different size under <c>least_busy</c>: the load settles in proportion.</summary>
public static class CapacitySample
{
    /// <summary>Holds 90 calls at once, then lets calls come and go.</summary>
    /// <returns>Calls under way at each, at the height of the load.</returns>
    public static (int Primary, int Secondary) Run(TextWriter output)
    {
        var router = new AdvancedRouter(strategy: "least_busy");
        var deployments = new[]
        {
            new Dictionary<string, object?> { ["model_name"] = "gpt-4", ["capacity"] = 100, ["endpoint"] = "primary" },
            new Dictionary<string, object?> { ["model_name"] = "gpt-4", ["capacity"] = 50, ["endpoint"] = "secondary" },
        };

        var busy = new Dictionary<string, int> { ["primary"] = 0, ["secondary"] = 0 };
        var calls = new List<DeploymentLease>();
        for (var i = 0; i < 90; i++)
        {
            var deployment = router.GetAvailableDeployment(deployments, "gpt-4")!;

            // The lease is what makes the router know that the deployment is busy. Dispose it when the call is over.
            calls.Add(router.Start(deployment));
            busy[(string)deployment["endpoint"]!]++;
        }

        output.WriteLine($"90 calls under way: primary {busy["primary"]}, secondary {busy["secondary"]}");
        foreach (var call in calls)
        {
            call.Succeed();
            call.Dispose();
        }

        return (busy["primary"], busy["secondary"]);
    }
}
