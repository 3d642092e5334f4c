using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Fallback entries with parameters of their own.</summary>
public sealed class FallbackEntryTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Groups(params string[] names) => Given.Config([.. names.Select(n => Given.Deployment(n, n))]);

    [Fact]
    public void Parameters_ApplyToTheirStepOnly()
    {
        var seen = new List<string>();
        Groups("m", "b", "c", "d").Router(_clock).Run(
            new RouteRequest("m") { Fallbacks = [Entry("b", "temperature", "0"), "c", Entry("d", "max_tokens", "5")] },
            attempt =>
            {
                seen.Add($"{attempt.Deployment.Id}:{string.Join(',', attempt.Parameters?.Keys ?? [])}");
                return Given.Fail(FailureKind.BadRequest, 400);
            });

        Assert.Equal(["m:", "b:temperature", "c:", "d:max_tokens"], seen);
    }

    [Fact]
    public void Parameters_StayThroughTheRetriesOfTheirStep()
    {
        var seen = new List<string>();
        Given.Config(Given.Deployment("m", "m"), Given.Deployment("b", "b1"), Given.Deployment("b", "b2")).Router(_clock).Run(
            new RouteRequest("m") { Fallbacks = [Entry("b", "temperature", "0")] },
            attempt =>
            {
                seen.Add(string.Join(',', attempt.Parameters?.Keys ?? []));
                return Given.Fail(attempt.IsFallback ? FailureKind.Authentication : FailureKind.BadRequest);
            });

        Assert.Equal(["", "temperature", "temperature"], seen);
    }

    [Fact]
    public void BareNameAndEntryOfTheSameModel_AreOne()
    {
        var run = Groups("m", "b").Router(_clock).Run(
            new RouteRequest("m") { Fallbacks = ["b", new FallbackTarget("b"), new FallbackTarget("b") { Parameters = new Dictionary<string, JsonElement>() }] },
            _ => Given.Fail(FailureKind.BadRequest, 400));

        Assert.Equal(["m", "b"], run.Tried);
    }

    [Fact]
    public void EntriesOfOneModel_WithOtherParameters_AreDistinct()
    {
        var run = Groups("m", "b").Router(_clock).Run(
            new RouteRequest("m") { Fallbacks = ["b", Entry("b", "temperature", "0"), Entry("b", "temperature", "1"), Entry("b", "temperature", "0")] },
            _ => Given.Fail(FailureKind.BadRequest, 400));

        Assert.Equal(["m", "b", "b", "b"], run.Tried);
    }

    [Fact]
    public void EntriesOfOneModel_WithTheSameParametersInAnotherOrder_AreOne()
    {
        var (one, two) = (JsonElement.Parse("1"), JsonElement.Parse("2"));
        var run = Groups("m", "b").Router(_clock).Run(
            new RouteRequest("m")
            {
                Fallbacks =
                [
                    new FallbackTarget("b") { Parameters = new Dictionary<string, JsonElement> { ["n"] = one, ["seed"] = two } },
                    new FallbackTarget("b") { Parameters = new Dictionary<string, JsonElement> { ["seed"] = two, ["n"] = one } },
                ],
            },
            _ => Given.Fail(FailureKind.BadRequest, 400));

        Assert.Equal(["m", "b"], run.Tried);
    }

    [Fact]
    public void OwnGroup_WithOtherParameters_IsAStep()
    {
        var run = Groups("m").Router(_clock).Run(
            new RouteRequest("m") { Fallbacks = ["m", Entry("m", "messages", "[]")] },
            attempt => attempt.IsFallback ? Given.Ok() : Given.Fail(FailureKind.ContextWindow, 400));

        Assert.Equal(["m", "m"], run.Tried);
        Assert.True(run.Answered);
    }

    [Theory]
    [InlineData(FailureKind.ContextWindow, "long")]
    [InlineData(FailureKind.ContentPolicy, "mild")]
    [InlineData(FailureKind.BadRequest, "own")]
    public void RequestsOwnLists_ComeBeforeTheConfiguredOnes(FailureKind kind, string answeredBy)
    {
        var router = Groups("m", "own", "long", "mild", "configured").Fallback("m", "configured").Router(_clock);

        var run = router.Run(
            new RouteRequest("m")
            {
                Fallbacks = ["own"],
                ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["long"] },
                ContentPolicyFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["mild"] },
            },
            attempt => attempt.IsFallback ? Given.Ok() : Given.Fail(kind, 400));

        Assert.Equal(["m", answeredBy], run.Tried);
    }

    [Fact]
    public void RequestsOwnTable_WithoutTheGroup_LeadsNowhere()
    {
        var run = Groups("m", "z").Fallback("m", "z").Router(_clock).Run(
            new RouteRequest("m") { ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["other"] = ["z"] } },
            _ => Given.Fail(FailureKind.ContextWindow, 400));

        Assert.Equal(["m"], run.Tried);
    }

    [Fact]
    public void Configuration_EntriesWithParameters_AreRead()
    {
        var router = Reading.Clean(Reading.With(rest: """
            router_settings:
              fallbacks:
                - gpt-4: [gpt-4, { model: openai/gpt-4, temperature: 0.5, stop: [a, b] }]
              default_fallbacks: [{ model: openai/gpt-4, n: 2 }]
            """)).Router;

        Assert.Equal(["gpt-4", "openai/gpt-4"], router.Fallbacks["gpt-4"].Select(t => t.Model));
        Assert.Null(router.Fallbacks["gpt-4"][0].Parameters);
        Assert.Equal("0.5", router.Fallbacks["gpt-4"][1].Parameters!["temperature"].GetRawText());
        Assert.Equal("""["a","b"]""", router.Fallbacks["gpt-4"][1].Parameters!["stop"].GetRawText());
        Assert.Equal("2", router.DefaultFallbacks[0].Parameters!["n"].GetRawText());
    }

    [Theory]
    [InlineData("fallbacks: [{ gpt-4: [{ temperature: 0 }] }]", "'model' is missing")]
    [InlineData("fallbacks: [{ gpt-4: [{ model: gpt-4, api_key: k }] }]", "cannot be set for one fallback")]
    [InlineData("fallbacks: [{ gpt-4: [{ model: gpt-5, n: 1 }] }]", "'gpt-5' is no model_name")]
    [InlineData("default_fallbacks: [[gpt-4]]", "expected a group, or { model: group")]
    public void Configuration_WrongEntries_AreSaid(string setting, string finding) =>
        Assert.Contains(finding, Reading.Findings(Reading.With(rest: $"router_settings: {{ {setting} }}")), StringComparison.Ordinal);

    private static FallbackTarget Entry(string model, string name, string json) =>
        new(model) { Parameters = new Dictionary<string, JsonElement> { [name] = JsonElement.Parse(json) } };
}
