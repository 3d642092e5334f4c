using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Limits;

public sealed class BudgetTests
{
    private readonly FakeTimeProvider _clock = new();

    /// <summary>A dollar for each token: a call costs what it uses.</summary>
    private static DeploymentConfig Priced(string id, string model, double? budget = null, double? days = 1) =>
        Given.Deployment("m", id, model, p => p with
        {
            InputCostPerToken = 1,
            OutputCostPerToken = 1,
            MaxBudget = budget,
            BudgetDuration = days is { } length ? TimeSpan.FromDays(length) : null,
        });

    private static Dictionary<string, BudgetConfig> Budgets(string name, double? limit, double? seconds = 60) =>
        new() { [name] = new BudgetConfig { MaxBudget = limit, BudgetDuration = seconds is { } s ? TimeSpan.FromSeconds(s) : null } };

    private static AttemptReport Used(int tokens) => Given.Ok(tokens: tokens - 1) with { InputTokens = 1 };

    private List<string> Tried(Router router, int tokens, params string[] tags) =>
        router.Run(new RouteRequest("m") { Tags = tags.Length > 0 ? tags : null }, _ => Used(tokens)).Tried;

    private static RouteFailure Refused(Router router, params string[] tags)
    {
        var run = router.Run(new RouteRequest("m") { Tags = tags.Length > 0 ? tags : null }, _ => Given.Ok());
        Assert.Empty(run.Tried);
        return run.Failure!;
    }

    [Fact]
    public void Provider_BudgetSpent_TheNextGoToTheOther()
    {
        var router = Given.Config(Priced("o", "openai/gpt") with { Capacity = 1 }, Priced("z", "azure/gpt"))
            .With(r => r with { ProviderBudgets = Budgets("openai", 1e-12) }).Router(_clock);
        router.Run(new RouteRequest("m") { Blocked = ["z"] }, _ => Used(5));

        Assert.Equal(["z"], router.Shares("m", 100).Keys);
        Assert.Equal("budget", router.Explain(new RouteRequest("m")).Groups[0].Candidates[0].DroppedBy);
        Assert.Equal("Exceeded budget for provider openai: 5 >= 0", router.Explain(new RouteRequest("m")).Groups[0].Candidates[0].Detail);
    }

    [Fact]
    public void Provider_OnlyOne_429SaysWhichAndWhenItReturns()
    {
        var router = Given.Config(Priced("o", "openai/gpt")).With(r => r with { ProviderBudgets = Budgets("OpenAI", 10, 60) }).Router(_clock);
        Assert.Single(Tried(router, 6));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Single(Tried(router, 6));

        var failure = Refused(router);

        Assert.Equal((RouteRefusal.OverBudget, 429, 40.0), (failure.Refusal, failure.Status, failure.RetryAfter!.Value.TotalSeconds));
        Assert.StartsWith("No deployments available - crossed budget: Exceeded budget for provider OpenAI: 12 >= 10", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deployment_OverItsBudget_IsNamed()
    {
        var router = Given.Config(Priced("a", "openai/gpt", budget: 5)).Router(_clock);
        Assert.Single(Tried(router, 5));

        Assert.Contains("Exceeded budget for deployment a: 5 >= 5", Refused(router).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_OverItsBudget_RefusesItsRequestsOnly()
    {
        var router = Given.Config(Priced("a", "openai/gpt")).With(r => r with { TagBudgets = Budgets("batch", 5) }).Router(_clock);
        Assert.Single(Tried(router, 5, "x", "batch"));

        Assert.Contains("Exceeded budget for tag='batch': 5 >= 5", Refused(router, "batch").Message, StringComparison.Ordinal);
        Assert.Single(Tried(router, 5, "x"));
        Assert.Single(Tried(router, 5));
    }

    [Fact]
    public void Budgets_OfSeveral_AreAllNamed_AndTheFirstToReturnCounts()
    {
        var router = Given.Config(Priced("a", "openai/gpt", budget: 3), Priced("z", "azure/gpt"))
            .With(r => r with { ProviderBudgets = Budgets("azure", 3, 600) }).Router(_clock);
        router.Run(new RouteRequest("m") { Blocked = ["z"] }, _ => Used(4));
        router.Run(new RouteRequest("m") { Blocked = ["a"] }, _ => Used(4));

        var failure = Refused(router);

        Assert.Contains("for deployment a: 4 >= 3; Exceeded budget for provider azure: 4 >= 3", failure.Message, StringComparison.Ordinal);
        Assert.Equal(600, failure.RetryAfter!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData(null, 60.0)]
    [InlineData(5.0, null)]
    [InlineData(null, null)]
    public void Unset_NeverDrops(double? limit, double? seconds)
    {
        var router = Given.Config(Priced("a", "openai/gpt", limit, seconds is null ? null : 1))
            .With(r => r with { ProviderBudgets = Budgets("openai", limit, seconds), TagBudgets = Budgets("t", limit, seconds) }).Router(_clock);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.Single(Tried(router, 100, "t")));
    }

    [Fact]
    public void Zero_LetsNothingThrough_AndPromisesNoReturn()
    {
        var failure = Refused(Given.Config(Priced("a", "openai/gpt", budget: 0)).Router(_clock));

        Assert.Equal((RouteRefusal.OverBudget, null), (failure.Refusal, failure.RetryAfter));
    }

    [Fact]
    public void Window_StartsWithTheFirstSpend_KeepsItsStart_AndStartsAgain()
    {
        var router = Given.Config(Priced("a", "openai/gpt")).With(r => r with { ProviderBudgets = Budgets("openai", 10, 100) }).Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(500));
        Assert.Single(Tried(router, 4));
        _clock.Advance(TimeSpan.FromSeconds(99));
        Assert.Single(Tried(router, 6));
        Assert.Equal(1, Refused(router).RetryAfter!.Value.TotalSeconds);
        _clock.Advance(TimeSpan.FromSeconds(1));

        // Nothing is spent now, and no window runs; the next begins with its first spend.
        _clock.Advance(TimeSpan.FromSeconds(77));
        Assert.Single(Tried(router, 12));
        Assert.Equal(100, Refused(router).RetryAfter!.Value.TotalSeconds);
    }

    [Fact]
    public void Reload_KeepsWhatWasSpent_AsLongAsItIsTheSame()
    {
        var config = Given.Config(Priced("a", "openai/gpt", budget: 5)).With(r => r with { ProviderBudgets = Budgets("openai", 100), TagBudgets = Budgets("t", 5) });
        var router = config.Router(_clock);
        Assert.Single(Tried(router, 6, "t"));

        router.Reload(config.With(r => r with { ProviderBudgets = Budgets("openai", 6) }));
        Assert.Contains("deployment a: 6 >= 5; Exceeded budget for provider openai: 6 >= 6; Exceeded budget for tag='t': 6 >= 5", Refused(router, "t").Message, StringComparison.Ordinal);

        // Another key is another deployment: nothing of it is known.
        router.Reload(Given.Config(Priced("a", "openai/gpt", budget: 5) is var d ? d with { Params = d.Params with { ApiKey = new Secret("other") } } : d));
        Assert.Single(Tried(router, 6));
        Assert.Equal(RouteRefusal.OverBudget, Refused(router).Refusal);
    }

    [Fact]
    public void Spend_OfFailedAndCancelledCalls_CountsToo_AndOfStreamsThatTellNothing()
    {
        var router = Given.Config(Priced("a", "openai/gpt", budget: 1000)).Router(_clock);
        router.Run(new RouteRequest("m"), _ => Given.Fail(FailureKind.Cancelled) with { InputTokens = 100, OutputTokens = 200, Committed = true });
        router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Given.Fail(FailureKind.StreamBroken) with { InputTokens = 100, OutputTokens = 100, Committed = true });
        router.Run(new RouteRequest("m") { InputTokens = 300 }, _ => Given.Ok(tokens: 0) with { Pieces = 200 });

        Assert.Contains("deployment a: 1000 >= 1000", Refused(router).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spent_AFallbackWithinItsBudgetAnswers()
    {
        var router = Given.Config(Priced("a", "openai/gpt", budget: 5), Given.Deployment("n", "z")).Fallback("m", "n").Router(_clock);
        Assert.Equal(["a"], Tried(router, 5));

        Assert.Equal(["z"], Tried(router, 5));
    }

    [Fact]
    public void Wildcard_SpendsFromTheProviderTheNameTells()
    {
        var wildcard = Priced("w", "*") with { ModelName = "*" };
        var router = Given.Config(wildcard).With(r => r with { ProviderBudgets = Budgets("groq", 5) }).Router(_clock);
        Assert.Single(router.Run("groq/llama", _ => Used(5)).Tried);

        Assert.Equal(RouteRefusal.OverBudget, router.Run("groq/llama", _ => Used(5)).Failure!.Refusal);
        Assert.Single(router.Run("openai/gpt", _ => Used(5)).Tried);
    }

    [Fact]
    public void ManyThreads_NoSpendIsLost()
    {
        var router = Given.Config(Priced("a", "openai/gpt", budget: 8000)).Router(_clock);
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                router.Run("m", static _ => Used(2));
            }
        })).ToArray();
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());

        Assert.Contains("deployment a: 8000 >= 8000", Refused(router).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("30m", 1800)]
    [InlineData("1h", 3600)]
    [InlineData("1d", 86_400)]
    [InlineData("30d", 30 * 86_400)]
    [InlineData("1w", 7 * 86_400)]
    [InlineData("1mo", 30 * 86_400)]
    [InlineData("45", 45)]
    public void Configuration_Durations_AreRead(string text, double seconds)
    {
        var config = Reading.Clean($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, max_budget: 10, budget_duration: {{text}} }
            litellm_settings:
              tag_budget_config: { batch: { max_budget: 2, budget_duration: {{text}} } }
            router_settings:
              optional_pre_call_checks: [router_budget_limiting]
              provider_budget_config:
                azure: { budget_limit: 1, time_period: {{text}} }
                openai: { max_budget: 0.5, budget_duration: {{text}} }
            """);

        var expected = TimeSpan.FromSeconds(seconds);
        Assert.Equal((10.0, expected), (config.ModelList[0].Params.MaxBudget, config.ModelList[0].Params.BudgetDuration));
        Assert.Equal(new BudgetConfig { MaxBudget = 1, BudgetDuration = expected }, config.Router.ProviderBudgets["azure"]);
        Assert.Equal(new BudgetConfig { MaxBudget = 0.5, BudgetDuration = expected }, config.Router.ProviderBudgets["openai"]);
        Assert.Equal(new BudgetConfig { MaxBudget = 2, BudgetDuration = expected }, config.Router.TagBudgets["batch"]);
    }

    [Theory]
    [InlineData("openai: { budget_limit: 1 }", "'budget_duration' is missing")]
    [InlineData("openai: { budget_limit: 1, time_period: soon }", "expected a time such as 30s, 30m, 1h, 1d or 1mo")]
    [InlineData("openai: { budget_limit: -1, time_period: 1d }", "expected a number not below 0")]
    [InlineData("openai: 5", "expected { budget_limit: …, time_period: … }")]
    [InlineData("opanai: { budget_limit: 1, time_period: 1d }", "did you mean 'openai'?")]
    [InlineData("openai: { budget_limt: 1, time_period: 1d }", "budget_limit")]
    public void Configuration_Mistakes_AreNamed(string written, string expected) =>
        Assert.Contains(expected, Reading.Findings(Reading.With(rest: $"router_settings:\n  provider_budget_config: {{ {written} }}")), StringComparison.Ordinal);
}
