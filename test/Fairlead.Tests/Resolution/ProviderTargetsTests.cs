using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Resolution;

/// <summary>Whose keys answer a call of a provider's own API.</summary>
public sealed class ProviderTargetsTests
{
    private static DeploymentConfig Of(string id, string model, bool? flagged = null) => Given.Deployment("m", id, model, p => p with { UseInPassThrough = flagged });

    private static RoutingModel Model(bool? on, params DeploymentConfig[] deployments) =>
        (Given.Config(deployments) with { General = new GeneralSettings { ProviderPassThrough = on } }).Router().Model;

    private static IEnumerable<string> Members(RoutingModel model, string provider) => model.Providers.MembersOf(provider).Select(static d => d.Id);

    [Fact]
    public void Members_AreTheFlagged_OrAllWhereItIsSwitchedOnAndNoneIs()
    {
        DeploymentConfig[] flagged = [Of("a", "openai/x", true), Of("b", "openai/y", false), Of("c", "openai/z"), Of("d", "gemini/x", true)];
        DeploymentConfig[] none = [Of("a", "openai/x"), Of("b", "openai/y", false)];

        Assert.Equal(["a"], Members(Model(null, flagged), "openai"));
        Assert.Equal(["a"], Members(Model(true, flagged), "OpenAI"));
        Assert.Empty(Members(Model(false, flagged), "openai"));
        Assert.Equal(["a", "b"], Members(Model(true, none), "openai"));
        Assert.Empty(Members(Model(null, none), "openai"));
        Assert.Null(Model(null, none).Providers.Find("openai", "x"));
        Assert.Null(Model(true, none).Providers.Find("gemini", "x"));
    }

    [Fact]
    public void Model_ThatIsConfigured_IsAnsweredByThoseThatHaveIt_AnotherByAll()
    {
        var model = Model(true, Of("a", "openai/x"), Of("b", "openai/y"));

        Assert.Equal(["b"], model.Providers.Find("openai", "Y")!.Group.All.Select(static d => d.Id));
        var other = model.Providers.Find("openai", "z")!.Group.All;
        Assert.Equal(["z", "z"], other.Select(static d => d.UpstreamModel));
        var nobodys = model.Providers.Find("openai", "openai")!.Group.All;
        Assert.Equal(["x", "y"], nobodys.Select(static d => d.UpstreamModel));
    }

    [Fact]
    public void Target_IsKept_AndAFloodOfNamesIsForgotten()
    {
        var model = Model(true, Of("a", "openai/x"));
        var first = model.Providers.Find("openai", "x");
        Assert.Same(first, model.Providers.Find("openai", "x"));
        for (var i = 0; i < 1023; i++)
        {
            model.Providers.Find("openai", $"n{i}");
        }

        Assert.Same(first, model.Providers.Find("openai", "x"));
        model.Providers.Find("openai", "one too many");
        Assert.NotSame(first, model.Providers.Find("openai", "x"));
    }

    [Fact]
    public void DeploymentAskedFor_IsKept_AndAFloodOfNamesIsForgotten()
    {
        var names = Given.Config([.. Enumerable.Range(0, 1025).Select(i => Given.Deployment("m", $"d{i}", $"openai/x{i}"))]).Router().Model.Names;
        var first = names.ResolveDeployment("d0");
        Assert.Same(first, names.ResolveDeployment("d0"));
        Assert.Equal("provider-model", names.ResolveDeployment("openai/x3")!.ResolvedBy);
        Assert.Null(names.ResolveDeployment("nobody"));
        for (var i = 1; i < 1023; i++)
        {
            names.ResolveDeployment($"d{i}");
        }

        Assert.Same(first, names.ResolveDeployment("d0"));
        names.ResolveDeployment("d1024");
        Assert.NotSame(first, names.ResolveDeployment("d0"));
    }
}
