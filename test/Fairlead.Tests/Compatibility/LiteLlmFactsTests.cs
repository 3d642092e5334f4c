using System.Diagnostics;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Compatibility;

/// <summary>What LiteLLM's own tests ask of its router and no test of a single part shows: through the reader, the plan and the leases together.</summary>
public sealed class LiteLlmFactsTests
{
    private readonly FakeTimeProvider _clock = new();

    private static DeploymentConfig Tier(string id, int order) => Given.Deployment("m", id, with: p => p with { Order = order });

    private Router Read(string text) => Reading.Clean(text).Router(_clock);

    [Fact]
    public void Weights_TwoAndOne_OfFiftyRequestsTheHeavierGetsMore()
    {
        var router = Given.Config(Given.Weighted("m", "two", 2), Given.Weighted("m", "one", 1)).Router(_clock);
        var tried = Enumerable.Range(0, 50).SelectMany(_ => router.Run("m", _ => Given.Ok()).Tried).ToList();

        Assert.InRange(tried.Count(static id => id == "two"), 26, 49);
    }

    [Theory]
    [InlineData("tpm: 5", "tpm: 90")]
    [InlineData("rpm: 6", "rpm: 1440")]
    public void Rates_AtTheTopOfAnEntry_AreItsWeight(string small, string large)
    {
        var router = Read($$"""
            model_list:
              - model_name: m
                {{small}}
                litellm_params: { model: openai/a }
                model_info: { id: small }
              - model_name: m
                {{large}}
                litellm_params: { model: openai/b }
                model_info: { id: large }
            """);

        Assert.True(router.Shares("m", 1000)["large"] > 0.89);
    }

    [Theory]
    [InlineData("latency-based-routing")]
    [InlineData("adaptive")]
    public void Latencies_LongPast_DecideNothing(string strategy)
    {
        var router = Given.Config([.. "abcd".Select(static id => Given.Deployment("m", $"{id}"))]).Strategy(strategy).Router(_clock);
        for (var i = 0; i < 5; i++)
        {
            foreach (var (id, seconds) in ((string, double)[])[("a", 0.1), ("b", 2), ("c", 3), ("d", 4)])
            {
                router.Run(new RouteRequest("m") { Blocked = [.. "abcd".Select(static other => $"{other}").Where(other => other != id)] }, _ => Given.Ok(seconds));
            }
        }

        Assert.True(router.Shares("m", 100).GetValueOrDefault("a") > 0.9);
        _clock.Advance(TimeSpan.FromHours(1));

        var tried = Enumerable.Range(0, 10).SelectMany(_ => router.Run("m", _ => Given.Ok(1)).Tried);
        Assert.True(tried.Distinct().Count() > 1);
    }

    [Fact]
    public void CostBased_AnswerWithoutOutput_CountsItsInputAndItself()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: static p => p with { Tpm = 1000, Rpm = 100 })).Strategy("cost-based-routing").Router(_clock);
        router.Run("m", _ => Given.Ok(tokens: 0) with { InputTokens = 12 });
        router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Given.Fail(FailureKind.ServerError, 500));

        var state = router.Model.Deployments[0].State;
        Assert.Equal((12, 2), (state.TokensIn(0), state.RequestsIn(0)));
    }

    [Fact]
    public void Wildcards_OfOneLength_TheOneWithMoreStarsComesFirst()
    {
        var router = Given.Config(Given.Deployment("a-b-*", "one", "openai/a"), Given.Deployment("a-*-*", "two", "openai/b"), Given.Deployment("*", "any", "openai/c")).Router(_clock);

        Assert.Equal("two", router.Pick("a-b-c")!.Id);
        Assert.Equal("any", router.Pick("b-b-c")!.Id);
    }

    [Fact]
    public void Order_AllTiersFail_TheRequestsOwnListAnswers()
    {
        var router = Given.Config(Tier("first", 1), Tier("second", 2), Given.Deployment("spare", "s")).Router(_clock);

        var run = router.Run(new RouteRequest("m") { NumRetries = 0, Fallbacks = ["spare"] }, a => a.Deployment.Id == "s" ? Given.Ok() : Given.Fail(FailureKind.ServerError, 500), _clock);

        Assert.True(run.Answered);
        Assert.Equal(["first", "second", "s"], run.Tried);
    }

    [Fact]
    public void Order_AHealthyLowestTier_GetsAll()
    {
        var router = Given.Config(Tier("one", 1), Tier("two", 2), Tier("one-too", 1)).Router(_clock);
        router.Model.ById("one")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerHour, FailureKind.ServerError);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(["one-too"], router.Run("m", _ => Given.Ok()).Tried));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.0000000001", 0)]
    [InlineData("60", 60)]
    [InlineData(null, 300)]
    public void CooldownTime_OfADeployment_AsWritten(string? written, int rests)
    {
        var router = Read($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/a{{(written is null ? "" : $", cooldown_time: {written}")}} }
                model_info: { id: a }
              - model_name: m
                litellm_params: { model: openai/b }
            router_settings: { cooldown_time: 300 }
            """);
        router.Run(new RouteRequest("a") { NumRetries = 0 }, _ => Given.Fail(FailureKind.RateLimited, 429));

        var rest = router.Model.ById("a")!.State.Rest;
        Assert.Equal(rests, rest.Lasts(router.Clock.Now) ? TimeSpan.FromTicks(rest.Until - router.Clock.Now).TotalSeconds : 0, 0.001);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(404)]
    [InlineData(500)]
    public void Failure_WithoutAUsableStatus_CountsByItsKind(int status)
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Router(_clock);

        var run = router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Given.Fail(FailureKind.BadRequest, status));

        Assert.Single(run.Tried);
        Assert.False(router.Model.ById(run.Tried[0])!.State.Rest.Lasts(router.Clock.Now));
    }

    [Fact]
    public void Refusal_WhenAllRest_NamesNeitherDeploymentsNorKeys()
    {
        var router = Given.Config(
            Given.Deployment("m", "deployment-one", with: static p => p with { ApiKey = new Secret("sk-very-secret-1") }),
            Given.Deployment("m", "deployment-two", with: static p => p with { ApiKey = new Secret("sk-very-secret-2") })).Router(_clock);
        router.Run("m", _ => Given.Fail(FailureKind.RateLimited, 429, 30) with { Reason = "429" });

        var message = router.Run("m", _ => Given.Ok()).Failure!.Message;

        Assert.StartsWith("No deployments available for selected model, Try again in 30 seconds. Passed model=m.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("deployment-", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_OfABrokenEntry_NeverRepeatsItsKey()
    {
        var findings = Reading.Findings(
            """
            model_list:
              - model_name: m
                litellm_params: { model: nobody-knows-this, api_key: sk-very-secret, rpm: many }
            """);

        Assert.Contains("nobody-knows-this", findings, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-very-secret", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_OfEveryKind_ChangeNothingOfTheConfiguration()
    {
        const string Text = """
            model_list:
              - model_name: m
                litellm_params: { model: openai/a, api_key: sk-a, tags: [x, y], temperature: 0.5, order: 1 }
                model_info: { id: a }
              - model_name: m
                litellm_params: { model: openai/b, tags: [x], order: 2 }
                metadata: { tags: [x, z] }
                model_info: { id: b }
              - model_name: spare
                litellm_params: { model: openai/c, tags: [x] }
                model_info: { id: c }
            router_settings:
              enable_tag_filtering: true
              enable_pre_call_checks: true
              default_fallbacks: [spare]
              fallbacks: [{ m: [spare, m] }]
            """;
        var config = Reading.Clean(Text);
        var router = config.Router(_clock);
        for (var i = 0; i < 20; i++)
        {
            router.Run(new RouteRequest("m") { Tags = ["x"], InputTokens = 10 }, a => a.Deployment.Id == "c" ? Given.Ok() : Given.Fail(FailureKind.ServerError, 500), _clock);
            router.Run(new RouteRequest("nobody") { Tags = ["x"], Fallbacks = ["spare"] }, _ => Given.Ok());
        }

        Assert.Equal(Told(Reading.Clean(Text)), Told(config));
    }

    [Fact]
    public void Group_OfAThousand_IsPickedFromWithinTwentyMicroseconds()
    {
        foreach (var strategy in StrategyNames.All)
        {
            var router = Given.Config([.. Enumerable.Range(0, 1000).Select(static i => Given.Deployment("m", $"d{i}"))]).Strategy(strategy).Router(_clock);
            Assert.True(Best(() => router.Pick("m")) < 20, strategy);
        }
    }

    /// <summary>Microseconds of a call in the best of many short rounds: a machine busy with other things spoils some of them, not all.</summary>
    private static double Best(Action call)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 40; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 100; i++)
            {
                call();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / 100);
        }

        return best;
    }

    /// <summary>Everything calls might change.</summary>
    private static string Told(RouterConfig config) => string.Join('\n',
    [
        .. config.ModelList.Select(static d => $"{d.ModelName} {d.Info.Id} {d.Params.Model} {d.Params.Order} {d.Params.ApiKey?.Reveal()} tags {string.Join(',', d.Params.Tags)}"),
        .. config.Router.Fallbacks.Select(static f => $"{f.Key}: {string.Join(',', f.Value)}"),
        $"default: {string.Join(',', config.Router.DefaultFallbacks)}",
    ]);
}
