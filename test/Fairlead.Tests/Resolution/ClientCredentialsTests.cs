using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Resolution;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Resolution;

/// <summary>Callers' own credentials: a deployment of their own, that nobody else feels.</summary>
public sealed class ClientCredentialsTests
{
    private static readonly ClientAuthParams Keys = new() { ApiKey = true };

    private static readonly RouterConfig One = Given.Config(Given.Deployment("m", "a", with: p => p with { ApiKey = new Secret("sk-operator"), ClientAuth = Keys }));

    private static RouteRequest With(string? key, string? apiBase = null, string model = "m") =>
        new(model) { Credentials = ClientCredentials.Of(key is null ? null : new Secret(key), apiBase) };

    private static Deployment? Pick(Fairlead.Router router, RouteRequest request) => router.Pick(request);

    [Fact]
    public void SameKeyTwice_SameShadow_OtherKeyAnother()
    {
        var router = One.Router();

        var first = Pick(router, With("sk-1"))!;

        Assert.Same(first, Pick(router, With("sk-1")));
        Assert.NotEqual(first.Id, Pick(router, With("sk-2"))!.Id);
        Assert.NotEqual("a", first.Id);
        Assert.Equal("a", first.OriginalId);
        Assert.Equal("sk-1", first.Config.Params.ApiKey!.Reveal());
        Assert.Equal("sk-operator", router.Model.Deployments[0].Config.Params.ApiKey!.Reveal());
        Assert.Null(router.Model.Deployments[0].OriginalId);
    }

    [Fact]
    public void Id_IsTheSameInAnotherProcess()
    {
        Assert.Equal(Pick(One.Router(), With("sk-1"))!.Id, Pick(One.Router(), With("sk-1"))!.Id);
    }

    [Fact]
    public void KeyRateLimited_RestsNobodyElse()
    {
        var clock = new FakeTimeProvider();
        var config = One.With(r => r with { NumRetries = 0 }).Fallback("m", "n");
        var router = (config with { ModelList = [.. config.ModelList, Given.Deployment("n", "b", with: p => p with { ClientAuth = Keys })] }).Router(clock);

        router.Run(With("sk-1"), _ => Given.Fail(FailureKind.RateLimited, 429, retryAfter: 30), clock);

        Assert.Equal("n", Pick(router, With("sk-1"))!.ModelName);
        Assert.Equal("m", Pick(router, With("sk-2"))!.ModelName);
        Assert.Equal("a", router.Pick("m")!.Id);
    }

    [Fact]
    public void OperatorsDeploymentResting_LeavesCallersAlone()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config([.. One.ModelList, Given.Deployment("m", "b")]).Router(clock);

        router.Run("a", _ => Given.Fail(FailureKind.Authentication, 401), clock);

        Assert.Equal("b", router.Pick("m")!.Id);
        Assert.Equal("a", Pick(router, With("sk-1"))!.OriginalId);
    }

    [Fact]
    public void OnlyDeploymentsThatAllow_AreAsked()
    {
        var router = Given.Config([.. One.ModelList, Given.Deployment("m", "b"), Given.Deployment("n", "c")]).Fallback("m", "n").Router();

        var drove = router.Run(With("sk-1"), _ => Given.Fail(FailureKind.ServerError));

        Assert.All(drove.Tried, id => Assert.DoesNotContain(id, (string[])["a", "b", "c"]));
        Assert.NotEmpty(drove.Tried);
    }

    [Fact]
    public void NobodyAllows_RefusedWithoutRepeatingTheKey()
    {
        var drove = Given.Config(Given.Deployment("m", "a")).Router().Run(With("sk-secret-1", "https://evil.test"), _ => Given.Ok());

        Assert.Empty(drove.Tried);
        Assert.Equal((RouteRefusal.NoneAllowed, 400), (drove.Failure!.Refusal, drove.Failure.Status));
        Assert.StartsWith("Rejected Request: ", drove.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret-1", drove.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", drove.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://eu.example.com/v1", "https://eu.example.com/v1")]
    [InlineData("https://EU.example.com/v1/", "https://eu.example.com/v1")]
    [InlineData("https://eu.example.com:443/v1", "https://eu.example.com/v1")]
    [InlineData("https://evil.test/v1", null)]
    [InlineData("http://eu.example.com/v1", null)]
    [InlineData("https://eu.example.com:444/v1", null)]
    [InlineData("https://eu.example.com/v2", null)]
    [InlineData("https://eu.example.com/v1?x=1", null)]
    [InlineData("https://eu.example.com@evil.test/v1", null)]
    [InlineData("https://user:pw@eu.example.com/v1", null)]
    [InlineData("https://eu.example.com.evil.test/v1", null)]
    [InlineData("//eu.example.com/v1", null)]
    [InlineData("nonsense", null)]
    public void Base_OnlyOneTheOperatorLists(string asked, string? used)
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with
        {
            ClientAuth = new ClientAuthParams { ApiKey = true, ApiBases = ["https://us.example.com/v1", "https://eu.example.com/v1"] },
        })).Router();

        Assert.Equal(used, Pick(router, With("sk-1", asked))?.Config.Params.ApiBase);
    }

    [Fact]
    public void Base_OnAnotherHost_NeverGetsTheOperatorsKey()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with
        {
            ApiKey = new Secret("sk-operator"),
            ApiBase = "https://own.example.com/v1",
            ClientAuth = new ClientAuthParams { ApiBases = ["https://own.example.com/v2", "https://other.example.com/v1"] },
        })).Router();

        Assert.Null(Pick(router, With(null, "https://other.example.com/v1")));
        Assert.Equal("https://own.example.com/v2", Pick(router, With(null, "https://own.example.com/v2"))!.Config.Params.ApiBase);
        Assert.Null(Pick(router, With("sk-1", "https://own.example.com/v2")));
    }

    [Fact]
    public void OperatorsOtherCredentials_DoNotGoAlong()
    {
        var shadow = ShadowConfig.Of(
            Given.Deployment("m", "a", with: p => p with
            {
                Organization = "org-1",
                ClientAuth = Keys,
                ExtraHeaders = new Dictionary<string, string> { ["authorization"] = "Bearer x", ["X-Team"] = "t" },
                Extra = new Dictionary<string, System.Text.Json.JsonElement> { ["azure_ad_token"] = default, ["temperature"] = default, ["max_tokens"] = default },
                ProviderSettings = new Dictionary<string, System.Text.Json.JsonElement> { ["client_secret"] = default, ["aws_region_name"] = default },
            }),
            new ClientCredentials { ApiKey = new Secret("sk-1") })!.Params;

        Assert.Null(shadow.Organization);
        Assert.Equal(["X-Team"], shadow.ExtraHeaders.Keys);
        Assert.Equal(["temperature", "max_tokens"], shadow.Extra.Keys);
        Assert.Equal(["aws_region_name"], shadow.ProviderSettings.Keys);
    }

    [Fact]
    public void State_OutlivesAReload_AndTheOldGenerationDoesNot()
    {
        var clock = new FakeTimeProvider();
        var router = One.Router(clock);
        var before = Pick(router, With("sk-1"))!;

        router.Reload(One.With(r => r with { NumRetries = 1 }));
        var after = Pick(router, With("sk-1"))!;

        Assert.NotSame(before, after);
        Assert.Same(before.State, after.State);
    }

    [Fact]
    public void States_AreBoundedAndExpire()
    {
        var clock = new FakeTimeProvider();
        var router = One.Router(clock);
        var first = Pick(router, With("sk-first"))!.State;
        for (var i = 0; i < ShadowStates.Most + 100; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            Pick(router, With($"sk-{i}"));
        }

        Assert.InRange(router.Model.Shadows.States.Count, ShadowStates.Most / 2, ShadowStates.Most);
        Assert.NotSame(first, Pick(router, With("sk-first"))!.State);

        clock.Advance(ShadowStates.Patience + TimeSpan.FromSeconds(1));
        Pick(router, With("sk-last"));
        Assert.Equal(1, router.Model.Shadows.States.Count);
    }

    [Fact]
    public void InUse_IsNotForgotten()
    {
        var clock = new FakeTimeProvider();
        var router = One.Router(clock);
        var state = Pick(router, With("sk-1"))!.State;
        for (var i = 0; i < 10; i++)
        {
            clock.Advance(ShadowStates.Patience / 2);
            Assert.Same(state, Pick(router, With("sk-1"))!.State);
        }

        router.Reload(One);
        Assert.Same(state, Pick(router, With("sk-1"))!.State);
    }

    [Fact]
    public void Blocked_ByTheOriginalsId_BlocksItsShadows()
    {
        Assert.Null(Pick(One.Router(), With("sk-1") with { Blocked = ["a"] }));
    }

    [Fact]
    public void Text_OfCredentials_TellsNothing()
    {
        var request = With("sk-secret-1", "https://u:p@h.test");

        Assert.DoesNotContain("sk-secret-1", request.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("h.test", request.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("openai/m", "a")]
    [InlineData("m", null)]
    [InlineData("nobody", null)]
    public void SpecificDeployment_IsFoundByIdOrProviderModel_WhateverGroupHasTheName(string name, string? id)
    {
        // A group is called like the id of another's deployment, and one like its provider model.
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("a", "b"), Given.Deployment("openai/m", "c", "openai/z")).Router();

        Assert.Equal(id, Pick(router, new RouteRequest(name) { SpecificDeployment = true })?.Id);
        Assert.Equal("b", router.Pick("a")!.Id);
        Assert.Equal("c", router.Pick("openai/m")!.Id);
    }
}
