using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Context windows, abilities, pauses: who could only refuse is not asked.</summary>
public sealed class PreCallCheckTests
{
    private static DeploymentConfig Window(string group, string id, int? window)
    {
        var deployment = Given.Deployment(group, id);
        return deployment with { Info = deployment.Info with { MaxInputTokens = window } };
    }

    private static DeploymentConfig Without(string id, string key, bool value = false) =>
        Reading($"model_info: {{ id: {id}, {key}: {(value ? "true" : "false")} }}");

    private static DeploymentConfig Reading(string info) =>
        ConfigReader.Read($"model_list:\n  - model_name: m\n    litellm_params: {{ model: openai/unheard-of }}\n    {info}", "x", _ => null).ConfigOrThrow().ModelList[0];

    private static Router Checked(params DeploymentConfig[] list) => Given.Config(list).With(r => r with { EnablePreCallChecks = true }).Router();

    private static string[] Picks(Router router, in RouteRequest request)
    {
        var ids = new SortedSet<string>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add(router.Pick(request)?.Id ?? "none");
        }

        return [.. ids];
    }

    [Fact]
    public void Window_OfZero_IsNeverUsed_NotEvenForAPromptOfUnknownLength()
    {
        var router = Checked(Window("m", "hundred", 100), Window("m", "zero", 0));

        Assert.Equal(["hundred"], Picks(router, new RouteRequest("m") { InputTokens = 10 }));
        Assert.Equal(["hundred"], Picks(router, new RouteRequest("m")));
    }

    [Fact]
    public void Window_TooSmall_LeavesTheLargeAndTheUnknown()
    {
        var router = Checked(Window("m", "4k", 4096), Window("m", "16k", 16384), Window("m", "unknown", null));

        Assert.Equal(["16k", "unknown"], Picks(router, new RouteRequest("m") { InputTokens = 5000 }));
        Assert.Equal(["16k", "4k", "unknown"], Picks(router, new RouteRequest("m") { InputTokens = 4096 }));
    }

    [Fact]
    public void Window_WithoutTheSwitch_IsNotAskedFor() =>
        Assert.Equal(["4k"], Picks(Given.Config(Window("m", "4k", 4096)).Router(), new RouteRequest("m") { InputTokens = 5000 }));

    [Fact]
    public void PromptTooLongForAll_TurnsToContextWindowFallbacks_NotToOthers()
    {
        var router = Given.Config(Window("small", "s", 4096), Window("large", "l", 16384), Window("spare", "x", null))
            .Fallback("small", "spare")
            .With(r => r with { EnablePreCallChecks = true, ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["small"] = ["large"] } })
            .Router();

        var run = router.Run(new RouteRequest("small") { InputTokens = 5000 }, _ => Given.Ok());

        Assert.Equal(["l"], run.Tried);
        Assert.Equal(["s"], router.Run(new RouteRequest("small") { InputTokens = 50 }, _ => Given.Ok()).Tried);
    }

    [Fact]
    public void PromptTooLong_FallbackTooSmallAsWell_ItsOwnFallbackAnswers()
    {
        var router = Given.Config(Window("a", "a", 100), Window("b", "b", 200), Window("c", "c", 1000))
            .With(r => r with
            {
                EnablePreCallChecks = true,
                ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["a"] = ["b"], ["b"] = ["c"] },
            }).Router();

        Assert.Equal(["c"], router.Run(new RouteRequest("a") { InputTokens = 500 }, _ => Given.Ok()).Tried);
    }

    [Fact]
    public void PromptTooLongForAll_WithoutFallbacks_IsABadRequestThatNamesModelMaxAndGot()
    {
        var router = Checked(Window("m", "a", 100), Window("m", "b", 300));
        var failure = router.Run(new RouteRequest("m") { InputTokens = 5000 }, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.PromptTooLong, FailureKind.ContextWindow, 400), (failure.Refusal, failure.Kind, failure.Status));
        Assert.Equal("Context Window exceeded for given call. No models have context window large enough for this call. Passed model=m, max_input_tokens=300, got=5000", failure.Message);
    }

    [Fact]
    public void PromptTooLongForThoseUp_OneLargeEnoughRests_TakesGenericFallbacks()
    {
        var router = Given.Config(Window("m", "4k", 4096), Window("m", "16k", 16384), Window("long", "l", null), Window("spare", "s", null))
            .Fallback("m", "spare")
            .With(r => r with { EnablePreCallChecks = true, NumRetries = 0, ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["long"] } })
            .Router();
        var request = new RouteRequest("m") { InputTokens = 5000 };
        Assert.Equal(["16k"], router.Run(request with { DisableFallbacks = true }, _ => Given.Fail(FailureKind.RateLimited, 429)).Tried);

        Assert.Equal(["s"], router.Run(request, _ => Given.Ok()).Tried);
    }

    [Fact]
    public void AllFull_IsARateLimit_NotAWindow()
    {
        var tpm = Window("m", "a", 10_000);
        var router = Given.Config(tpm with { Params = tpm.Params with { Rpm = 0 } }, Window("m", "b", 10))
            .Strategy("usage-based").With(r => r with { EnablePreCallChecks = true }).Router();

        var failure = router.Run(new RouteRequest("m") { InputTokens = 100 }, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllAtLimit, 429), (failure.Refusal, failure.Status));
    }

    [Theory]
    [InlineData("supports_function_calling", RequestNeeds.Tools, "tools")]
    [InlineData("supports_vision", RequestNeeds.Vision, "vision")]
    [InlineData("supports_audio_input", RequestNeeds.AudioInput, "audio")]
    [InlineData("supports_audio_output", RequestNeeds.AudioOutput, "audio")]
    [InlineData("supports_pdf_input", RequestNeeds.PdfInput, "pdf")]
    [InlineData("supports_response_schema", RequestNeeds.ResponseSchema, "response_format")]
    public void Ability_KnownToBeLacking_IsLeftOutWithTheSwitchOnly(string key, RequestNeeds need, string reason)
    {
        DeploymentConfig[] list = [Without("no", key), Without("yes", key, true), Given.Deployment("m", "unknown", "openai/unheard-of")];
        var request = new RouteRequest("m") { Needs = need };

        Assert.Equal(["unknown", "yes"], Picks(Checked(list), request));
        Assert.Equal(["no", "unknown", "yes"], Picks(Given.Config(list).Router(), request));
        Assert.Equal(["no", "unknown", "yes"], Picks(Checked(list), new RouteRequest("m")));
        Assert.Equal(reason, Checked(list).Explain(request).Groups[0].Candidates[0].DroppedBy);
    }

    [Fact]
    public void Ability_NobodyHasIt_IsABadRequest_AfterTheFallbacks()
    {
        var list = Given.Config(Without("no", "supports_vision"), Given.Deployment("other", "o")).With(r => r with { EnablePreCallChecks = true });
        var request = new RouteRequest("m") { Needs = RequestNeeds.Vision };
        var failure = list.Router().Run(request, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.NoneAllowed, 400), (failure.Refusal, failure.Status));
        Assert.Contains("vision", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["o"], list.Fallback("m", "other").Router().Run(request, _ => Given.Ok()).Tried);
    }

    [Fact]
    public void WebSearch_LeavesOutThoseWithoutIt_WithoutASwitch()
    {
        var router = Given.Config(Without("no", "supports_web_search"), Without("yes", "supports_web_search", true), Given.Deployment("m", "unknown")).Router();

        Assert.Equal(["unknown", "yes"], Picks(router, new RouteRequest("m") { Needs = RequestNeeds.WebSearch }));
        Assert.Equal(["no", "unknown", "yes"], Picks(router, new RouteRequest("m") { Needs = RequestNeeds.Tools }));
    }

    [Fact]
    public void PassThrough_GoesToThoseThatTakeIt_ElseNamesTheSetting()
    {
        var request = new RouteRequest("m") { Needs = RequestNeeds.PassThrough };
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b", with: p => p with { UseInPassThrough = true })).Router();
        Assert.Equal(["b"], Picks(router, request));

        var failure = Given.Config(Given.Deployment("m", "a")).Router().Run(request, _ => Given.Ok()).Failure!;
        Assert.Equal(400, failure.Status);
        Assert.Contains("use_in_pass_through", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paused_IsNotUsed_AndByItsIdIsSaidToBe()
    {
        var paused = Given.Deployment("m", "p");
        var router = Given.Config(paused with { Info = paused.Info with { Blocked = true } }, Given.Deployment("m", "up")).Router();

        Assert.Equal(["up"], Picks(router, new RouteRequest("m")));
        var failure = router.Run("p", _ => Given.Ok()).Failure!;
        Assert.Equal((RouteRefusal.NoneAllowed, 503), (failure.Refusal, failure.Status));
        Assert.Contains("currently paused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Region_WithAnother_IsAsBefore()
    {
        var router = Checked(Given.Deployment("m", "eu", with: p => p with { RegionName = "eu" }), Given.Deployment("m", "unknown"));

        Assert.Equal(["eu"], Picks(router, new RouteRequest("m") { Region = "eu" }));
        Assert.Equal(["eu", "unknown"], Picks(router, new RouteRequest("m")));
    }
}
