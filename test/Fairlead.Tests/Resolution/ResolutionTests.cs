using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Resolution;

public sealed class ResolutionTests
{
    private static RouterConfig Two => Given.Config(
        Given.Weighted("gpt-3.5-turbo", "a", 3),
        Given.Weighted("gpt-3.5-turbo", "b", 1),
        Given.Deployment("other", "o", "openai/only-here"));

    private static RouterConfig Aliased(RouterConfig config, params (string Alias, string Group, bool Hidden)[] aliases) =>
        config.With(r => r with { ModelGroupAlias = aliases.ToDictionary(a => a.Alias, a => new ModelAlias(a.Group, a.Hidden)) });

    [Fact]
    public void Alias_PicksFromItsGroup_WithItsWeights()
    {
        var shares = Aliased(Two, ("gpt-4", "gpt-3.5-turbo", false)).Router().Shares("gpt-4");

        Assert.Equal(0.75, shares["a"], 0.02);
        Assert.Equal(0.25, shares["b"], 0.02);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public void ModelNames_HiddenAlias_IsLeftOut(bool hidden, int expected) =>
        Assert.Equal(expected, Aliased(Two, ("gpt-4", "gpt-3.5-turbo", hidden)).Router().Model.ModelNames.Count);

    [Fact]
    public void Alias_OfAnAlias_IsFollowed() =>
        Assert.Equal("o", Aliased(Two, ("x", "y", false), ("y", "other", false)).Router().Pick("x")!.Id);

    [Fact]
    public void Group_BeatsAnAliasOfItsName() =>
        Assert.Equal("o", Aliased(Two, ("other", "gpt-3.5-turbo", false)).Router().Pick("other")!.Id);

    [Theory]
    [InlineData("gpt-3.5-turbo", "group")]
    [InlineData("b", "deployment-id")]
    [InlineData("openai/only-here", "provider-model")]
    [InlineData("nobody", "unknown")]
    public void Explain_SaysHowTheNameWasFound(string name, string resolvedBy) =>
        Assert.Equal(resolvedBy, Two.Router().Explain(new RouteRequest(name)).ResolvedBy);

    [Fact]
    public void Id_Unset_IsTheSameForTheSameEntry_AndAnotherForAnotherKey()
    {
        static string Id(string key) => Given.Config(new DeploymentConfig { ModelName = "m", Params = new DeploymentParams { Model = "openai/m", ApiKey = new Secret(key) } })
            .Router().Model.Deployments[0].Id;

        Assert.Equal(Id("sk-1"), Id("sk-1"));
        Assert.NotEqual(Id("sk-1"), Id("sk-2"));
    }

    [Fact]
    public void Id_IsExactlyThatDeployment()
    {
        var router = Two.Router();

        Assert.Equal(["b"], router.Shares("b", 50).Keys);
    }

    [Fact]
    public void ProviderModel_OfSeveralGroups_MeansAllOfThem()
    {
        var router = Given.Config(Given.Deployment("x", "1", "openai/same"), Given.Deployment("y", "2", "openai/same")).Router();

        Assert.Equal(["1", "2"], router.Shares("openai/same", 200).Keys.Order());
    }

    [Fact]
    public void Unknown_WithDefaultFallback_IsAnsweredByIt()
    {
        var router = Two.With(r => r with { DefaultFallbacks = ["other", "gpt-3.5-turbo"] }).Router();

        var run = router.Run("nobody", a => a.Deployment.Id == "o" ? Given.Fail(FailureKind.BadRequest, 400) : Given.Ok());

        Assert.True(run.Answered);
        Assert.Equal("o", run.Tried[0]);
        Assert.Equal(2, run.Tried.Count);
        Assert.Equal("default-fallback", router.Explain(new RouteRequest("nobody")).ResolvedBy);
    }

    [Fact]
    public void Unknown_Without_IsABadRequest()
    {
        using var session = Two.Router().Begin(new RouteRequest("nobody"));

        Assert.False(session.TryNext(out _));
        Assert.Equal((RouteRefusal.UnknownModel, 404), (session.Failure!.Refusal, session.Failure.Status));
        Assert.Contains("There is no 'model_name' with this string", session.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_WithAListOfItsOwn_IsAnsweredByIt() =>
        Assert.Equal("o", Two.Fallback("nobody", "other").Router().Pick("nobody")!.Id);

    [Fact]
    public void UnknownName_VeryLong_IsNotRepeatedWhole()
    {
        using var session = Two.Router().Begin(new RouteRequest(new string('x', 100_000)));

        Assert.False(session.TryNext(out _));
        Assert.InRange(session.Failure!.Message.Length, 1, 500);
    }
}
