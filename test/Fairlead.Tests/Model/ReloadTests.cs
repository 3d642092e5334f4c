using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Model;

public sealed class ReloadTests
{
    private static DeploymentConfig Entry(string? id, string key, double? weight = null) => new()
    {
        ModelName = "m",
        Params = new DeploymentParams { Model = "openai/gpt-4", ApiKey = new Secret(key), Weight = weight },
        Info = new DeploymentInfo { Id = id },
    };

    [Fact]
    public void Reload_SameIdentity_KeepsTheState_AndALeaseOfTheOldGenerationEndsInIt()
    {
        var router = Given.Config(Entry("a", "key")).Router();
        var before = router.Model;
        using var session = router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));

        router.Reload(Given.Config(Entry("a", "key", weight: 5), Entry("b", "key2")));

        Assert.Equal(2, router.Model.Generation);
        Assert.NotSame(before, router.Model);
        Assert.Equal(1, router.Model.ById("a")!.State.InFlight);
        session.Report(attempt, Given.Ok());
        Assert.Equal(0, router.Model.ById("a")!.State.InFlight);
    }

    [Fact]
    public void Reload_SameIdOtherCredential_IsAnotherDeployment()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(Entry("a", "key")).Router(clock);
        router.Model.ById("a")!.State.RestUntil(router.Clock.Now + 100, FailureKind.Authentication);

        router.Reload(Given.Config(Entry("a", "mended")));

        Assert.Equal(0, router.Model.ById("a")!.State.Rest.Word);
    }

    [Fact]
    public void Reload_Broken_KeepsTheOldOne()
    {
        var router = Given.Config(Entry("a", "key")).Router();
        var before = router.Model;

        Assert.Throws<RouterConfigException>(() => router.Reload(Given.Config(Entry("a", "key")).Strategy("nonsense")));
        Assert.Same(before, router.Model);
    }

    [Fact]
    public void Ids_WithoutOne_AreStableDistinctAndSecretFree()
    {
        var first = Given.Config(Entry(null, "sk-secret"), Entry(null, "sk-secret"), Entry(null, "sk-other")).Router().Model.Deployments;
        var again = Given.Config(Entry(null, "sk-secret", weight: 9), Entry(null, "sk-secret"), Entry(null, "sk-other")).Router().Model.Deployments;

        Assert.Equal(first.Select(d => d.Id), again.Select(d => d.Id));
        Assert.Equal(3, first.Select(d => d.Id).Distinct().Count());
        Assert.Equal(first[0].Id + "-2", first[1].Id);
        Assert.DoesNotContain("secret", first[0].Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Reload_UnderRunningRequests_TheyKeepTheirGeneration()
    {
        var router = Given.Config(Entry("a", "k1"), Entry("b", "k2")).Router();
        using var session = router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var first));
        router.Reload(Given.Config(Entry("c", "k3")));

        session.Report(first, Given.Fail(FailureKind.ServerError, 500));

        Assert.True(session.TryNext(out var second));
        Assert.Equal(["a", "b"], new[] { first.Deployment.Id, second.Deployment.Id }.Order());
        Assert.Equal("c", router.Pick("m")!.Id);
    }
}
