using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Compatibility;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using static Fairlead.Tests.Compatibility.EntryLists;

namespace Fairlead.Tests.Compatibility;

/// <summary>fast_litellm's router: which entry of a list it picks, whatever the entries are.</summary>
public sealed class AdvancedRouterTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Pick_AnyShapeOfEntry_ReturnsTheSameObject()
    {
        var router = Create(_clock);
        var json = new[] { new JsonObject { ["model_name"] = "gpt-4", ["endpoint"] = "e" } };
        var typed = new[] { new ModelListEntry { ModelName = "gpt-4", Endpoint = "e" } };
        var config = new[] { new DeploymentConfig { ModelName = "gpt-4", Params = new DeploymentParams { Model = "openai/gpt-4" } } };
        var plain = new[] { new Dictionary<string, string> { ["model_name"] = "gpt-4" } };
        object[] mixed = [json[0], typed[0]];

        Assert.Same(json[0], router.GetAvailableDeployment(json, "gpt-4"));
        Assert.Same(typed[0], router.GetAvailableDeployment(typed, "gpt-4"));
        Assert.Same(config[0], router.GetAvailableDeployment(config, "gpt-4"));
        Assert.Same(plain[0], router.GetAvailableDeployment(plain, "gpt-4"));
        Assert.Contains(router.GetAvailableDeployment(mixed, "gpt-4"), mixed);
    }

    [Fact]
    public void Pick_UnknownModelOrEmptyList_IsNull()
    {
        var router = Create(_clock);

        Assert.Null(router.GetAvailableDeployment(Documented, "nobody"));
        Assert.Null(router.GetAvailableDeployment(Array.Empty<ModelListEntry>(), "gpt-4"));
    }

    [Fact]
    public void Entries_ThatCannotBeRead_SaySo()
    {
        var router = Create(_clock);

        Assert.Contains("model_name", Assert.Throws<ArgumentException>(
            () => router.GetAvailableDeployment(new[] { new Dictionary<string, object?>() }, "x")).Message, StringComparison.Ordinal);
        Assert.Contains("String", Assert.Throws<ArgumentException>(
            () => router.GetAvailableDeployment(new[] { "gpt-4" }, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<RouterConfigException>(
            () => router.GetAvailableDeployment(new[] { Entry("gpt-4", "e", ("capacity", 0)) }, "x"));
        Assert.Throws<ArgumentException>(() => router.Start(Entry("gpt-4", "never passed")));
    }

    [Fact]
    public void Blocked_ByNameModelIdOrEndpoint_IsNeverPicked()
    {
        var list = new[]
        {
            Entry("gpt-4", "east", ("litellm_params", new Dictionary<string, object?> { ["model"] = "azure/gpt-4" }), ("model_info", new Dictionary<string, object?> { ["id"] = "gpt-4-azure-east" })),
            Entry("gpt-4", "west", ("litellm_params", new Dictionary<string, object?> { ["model"] = "openai/gpt-4" })),
        };
        var router = Create(_clock);

        foreach (var blocked in new[] { "gpt-4-azure-east", "azure/gpt-4", "east" })
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Same(list[1], router.GetAvailableDeployment(list, "gpt-4", [blocked]));
            }
        }

        Assert.Null(router.GetAvailableDeployment(list, "gpt-4", ["gpt-4"]));
        Assert.Null(router.GetAvailableDeployment(list, "gpt-4", ["east", "west"]));
    }

    [Fact]
    public void Failure_RateLimited_RestsAndComesBack()
    {
        var list = Documented;
        var router = Create(_clock);
        var first = router.GetAvailableDeployment(list, "gpt-4")!;

        router.ReportFailure(first, FailureKind.RateLimited, TimeSpan.FromSeconds(10));

        Assert.DoesNotContain(first, Count(router, list, 100).Keys);
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains(first, Count(router, list, 100).Keys);
    }

    [Fact]
    public void List_Copied_KeepsWhatWasLearnt()
    {
        var list = Documented;
        var router = Create(_clock);
        var first = router.GetAvailableDeployment(list, "gpt-4")!;
        router.ReportFailure(first, FailureKind.RateLimited, TimeSpan.FromSeconds(60));

        var copy = list.ToList();
        var shorter = copy.Take(2).Reverse().ToList();

        Assert.DoesNotContain(first, Count(router, copy, 100).Keys);
        Assert.DoesNotContain(first, Count(router, shorter, 100).Keys);
    }

    [Fact]
    public void List_Changed_IsReadAgain()
    {
        var list = Documented.ToList();
        var router = Create(_clock);
        Count(router, list, 10);

        list.RemoveAt(0);
        Assert.Same(list[0], router.GetAvailableDeployment(list, "gpt-4"));
        list[0] = Entry("gpt-5", "elsewhere");
        Assert.Null(router.GetAvailableDeployment(list, "gpt-4"));
    }

    [Fact]
    public void Pick_SameListAgain_ReadsNothing()
    {
        var list = Enumerable.Range(0, 50).Select(i => Entry("gpt-4", $"e{i}")).ToArray();
        var router = Create(_clock);
        Count(router, list, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            router.GetAvailableDeployment(list, "gpt-4");
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Parallel_PicksAndReports_LeaveNothingInFlight()
    {
        var list = Documented;
        var router = new AdvancedRouter("least_busy");

        Parallel.For(0, 2000, i =>
        {
            var picked = router.GetAvailableDeployment(i % 2 == 0 ? list : [.. list], "gpt-4")!;
            using var lease = router.Start(picked);
            if (i % 3 == 0)
            {
                lease.Succeed();
            }
        });

        // Nothing is busy: both are equals again.
        Assert.Equal(2, Count(router, list, 200).Count);
        using var held = router.Start(list[0]);
        Assert.Same(list[1], router.GetAvailableDeployment(list, "gpt-4"));
    }
}
