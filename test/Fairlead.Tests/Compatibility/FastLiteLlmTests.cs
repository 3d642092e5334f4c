using Fairlead.Compatibility;
using static Fairlead.Tests.Compatibility.EntryLists;

namespace Fairlead.Tests.Compatibility;

/// <summary>fast_litellm's calls without a router of one's own.</summary>
public sealed class FastLiteLlmTests
{
    [Fact]
    public void Metadata_RegionAndTags_FilterByContext()
    {
        var list = new[]
        {
            Entry("gpt-4", "us", ("metadata", new Dictionary<string, object?> { ["region"] = "us-east-1", ["priority"] = 1 })),
            Entry("gpt-4", "eu", ("metadata", new Dictionary<string, object?> { ["region"] = "eu-west-1", ["tags"] = new[] { "gdpr" } })),
        };

        for (var i = 0; i < 20; i++)
        {
            Assert.Same(list[0], FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, new Dictionary<string, object?> { ["region"] = "us-east-1" }));
            Assert.Same(list[1], AdvancedRouter.GetAvailableDeployment(list, "gpt-4", null, new Dictionary<string, object?> { ["tags"] = new[] { "gdpr" } }, null));
        }

        Assert.Null(FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, new Dictionary<string, object?> { ["region"] = "mars" }));
    }

    [Fact]
    public void Settings_Strategy_ChoosesTheRouterThatLearns()
    {
        var list = new[] { Entry("gpt-4", "a"), Entry("gpt-4", "b") };
        var settings = new Dictionary<string, object?> { ["routing_strategy"] = "least-busy" };
        FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, null, settings);

        using var lease = FastLiteLlm.Router("least_busy").Start(list[0]);

        for (var i = 0; i < 20; i++)
        {
            Assert.Same(list[1], FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, null, settings));
        }
    }
}
