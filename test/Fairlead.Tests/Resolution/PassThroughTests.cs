using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Resolution;

/// <summary><c>pass_through_all_models</c>: a model nobody configured goes to the provider its name tells.</summary>
public sealed class PassThroughTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Config => Given.Config(Given.Deployment("own", "own")).With(static r => r with { PassThroughAllModels = true });

    [Theory]
    [InlineData("groq/llama-3.3-70b", "groq", "llama-3.3-70b")]
    [InlineData("gpt-4o-mini", "openai", "gpt-4o-mini")]
    [InlineData("openrouter/meta/llama", "openrouter", "meta/llama")]
    public void UnknownModel_GoesToItsProvider(string name, string provider, string model)
    {
        var router = Config.Router(_clock);
        using var session = router.Begin(new RouteRequest(name));

        Assert.True(session.TryNext(out var attempt));
        Assert.Equal((provider, model, name, $"{provider}/{model}"), (attempt.Deployment.Provider, attempt.UpstreamModel, attempt.ModelGroup, attempt.Deployment.Id));
        Assert.Null(attempt.Deployment.Config.Params.ApiBase);
        Assert.Null(attempt.Deployment.Config.Params.ApiKey);
        Assert.Equal("pass-through", router.Explain(new RouteRequest(name)).ResolvedBy);
        Assert.DoesNotContain(name, router.Model.ModelNames);
    }

    [Theory]
    [InlineData("whatever")]
    [InlineData("nobody/llama")]
    [InlineData("simulated/fast")]
    [InlineData("openai/*")]
    [InlineData("*")]
    public void NameThatTellsNoProvider_IsUnknown(string name) =>
        Assert.Equal(RouteRefusal.UnknownModel, Config.Router(_clock).Run(name, static _ => Given.Ok()).Failure!.Refusal);

    [Fact]
    public void Off_ByDefault() =>
        Assert.Equal(RouteRefusal.UnknownModel, Given.Config(Given.Deployment("own", "own")).Router(_clock).Run("groq/llama", static _ => Given.Ok()).Failure!.Refusal);

    [Fact]
    public void WhatIsConfigured_ComesFirst()
    {
        var router = (Config with { ModelList = [Given.Deployment("own", "own", "openai/gpt-4o"), Given.Deployment("groq/*", "wild", "groq/*")] }).Router(_clock);

        Assert.Equal("wild", router.Pick("groq/llama")!.Id);
        Assert.Equal("own", router.Pick("openai/gpt-4o")!.Id);
    }

    [Fact]
    public void Failure_TurnsToFallbacks_AndRests_AcrossReloads()
    {
        var config = Config.With(static r => r with { DefaultFallbacks = ["own"] });
        var router = config.Router(_clock);

        Assert.Equal(["groq/llama", "own"], router.Run("groq/llama", static attempt => attempt.IsFallback ? Given.Ok() : Given.Fail(FailureKind.Authentication, 401)).Tried);
        router.Reload(config);
        Assert.Equal(["own"], router.Run("groq/llama", static _ => Given.Ok()).Tried);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["groq/llama"], router.Run("groq/llama", static _ => Given.Ok()).Tried);
    }

    [Fact]
    public void NotFound_RestsNobody_TheCallerChoseTheName()
    {
        var router = Config.With(static r => r with { DefaultFallbacks = ["own"] }).Router(_clock);
        router.Run("groq/no-such", static attempt => attempt.IsFallback ? Given.Ok() : Given.Fail(FailureKind.NotFound, 404));

        Assert.Equal("groq/no-such", router.Pick("groq/no-such")!.Id);
    }

    [Fact]
    public void Caller_BringsNoHostAndNoKey()
    {
        var router = Config.Router(_clock);
        var refused = router.Run(new RouteRequest("groq/llama") { Credentials = ClientCredentials.Of(new Secret("mine"), "https://elsewhere.example/v1") }, static _ => Given.Ok());

        Assert.Empty(refused.Tried);
        Assert.False(refused.Answered);
    }

    [Fact]
    public void Caller_WithAListOfModels_IsHeldToIt()
    {
        var router = Config.Router(_clock);
        var caller = new RouteCaller { Models = ["own", "groq/*"] };

        Assert.Equal("groq/llama", router.Pick(new RouteRequest("groq/llama") { Caller = caller })!.Id);
        Assert.Null(router.Pick(new RouteRequest("openai/gpt-4o") { Caller = caller }));
    }

    [Fact]
    public void Provider_OverItsBudget_IsLeftOut()
    {
        var config = Config.With(static r => r with { ProviderBudgets = new Dictionary<string, BudgetConfig> { ["groq"] = new() { MaxBudget = 0, BudgetDuration = TimeSpan.FromDays(1) } } });

        Assert.Equal(RouteRefusal.OverBudget, config.Router(_clock).Run("groq/llama", static _ => Given.Ok()).Failure!.Refusal);
    }

    [Fact]
    public void Names_AreBounded()
    {
        var router = Config.Router(_clock);
        for (var i = 0; i < 5000; i++)
        {
            router.Pick($"groq/m{i}");
        }

        Assert.InRange(router.Model.PassThrough.States.Count, 1, 4096);
        Assert.InRange(router.Model.Names.Cached, 1, 1024);
    }
}
