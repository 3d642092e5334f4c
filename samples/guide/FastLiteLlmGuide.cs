using Fairlead.Attempts;
using Fairlead.Compatibility;

namespace Fairlead.Samples.Guide;

/// <summary>The code of <c>docs/guide/fast-litellm.md</c>; a test compares them.</summary>
public static class FastLiteLlmGuide
{
    public static void Pick()
    {
        var router = new AdvancedRouter(strategy: "simple_shuffle");
        var deployments = new[]
        {
            new Dictionary<string, object?> { ["model_name"] = "gpt-4", ["endpoint"] = "https://api.openai.com" },
            new Dictionary<string, object?> { ["model_name"] = "gpt-4", ["endpoint"] = "https://api.azure.com" },
            new Dictionary<string, object?> { ["model_name"] = "gpt-3.5-turbo", ["endpoint"] = "https://api.openai.com" },
        };
        var deployment = router.GetAvailableDeployment(deployments, "gpt-4", blockedModels: ["https://api.azure.com"]);
        if (deployment is not null)
        {
            Console.WriteLine($"Using: {deployment["endpoint"]}");
        }
    }

    public static async Task LeaseAsync(AdvancedRouter router, object deployment, Func<Task<int>> callTheModel)
    {
        using var call = router.Start(deployment);
        try
        {
            var outputTokens = await callTheModel();
            call.Succeed(outputTokens);
        }
        catch (Exception exception)
        {
            // Boundary: whatever the client throws is news of the deployment.
            call.Fail(exception);
            throw;
        }
    }

    public static void Report(AdvancedRouter router, object deployment)
    {
        router.ReportSuccess(deployment, latency: TimeSpan.FromSeconds(1.2), outputTokens: 350);
        router.ReportFailure(deployment, FailureKind.RateLimited, retryAfter: TimeSpan.FromSeconds(10));
    }

    public static Dictionary<string, object?>? Function(Dictionary<string, object?>[] deployments)
    {
        return FastLiteLlm.GetAvailableDeployment(
            deployments,
            model: "gpt-4",
            blockedModels: ["gpt-4-preview"],
            context: new Dictionary<string, object?> { ["region"] = "us-east-1" },
            settings: new Dictionary<string, object?> { ["routing_strategy"] = "least_busy" });
    }
}
