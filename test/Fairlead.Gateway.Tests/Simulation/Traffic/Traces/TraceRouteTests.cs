using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Traffic.Traces;

namespace Fairlead.Gateway.Tests.Simulation.Traffic.Traces;

/// <summary>What a trace tells of where requests were sent.</summary>
public sealed class TraceRouteTests
{
    [Fact]
    public void Json_EveryMember_IsRead()
    {
        var row = Assert.Single(Read("""
            {"arrival":0,"input_tokens":100,"output_tokens":10,"cached_tokens":60,"tags":["eu","paid"],"region":"fr","team":"red","needs":"Tools, Vision","max_output_tokens":500,"deployment":"a","propensity":0.25,"answered_by":"b","ttft":0.5,"duration":2.5,"outcome":"answered","cost":0.002,"attempts":[{"deployment":"a","after":0,"took":0.1,"outcome":"RateLimited","status":429,"retry_after":3},{"deployment":"b","after":0.1,"took":2.4,"ttft":0.4}]}
            """));

        Assert.Equal(("eu,paid", "fr", "red", RequestNeeds.Tools | RequestNeeds.Vision, 500), (string.Join(',', row.Wishes!.Tags!), row.Wishes.Region, row.Wishes.Team, row.Wishes.Needs, row.Wishes.MaxOutputTokens));
        var route = row.Route!;
        Assert.Equal(("a", 0.25, "b", 0.002, 60), (route.Deployment, route.Propensity, route.AnsweredBy, route.Cost, route.CachedTokens));
        Assert.Equal((TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2.5), true), (route.FirstToken, route.Duration, route.End.IsAnswer));
        Assert.Equal(
            [
                new RecordedAttempt("a", TimeSpan.Zero, TimeSpan.FromSeconds(0.1), FailureKind.RateLimited) { Status = 429, RetryAfter = TimeSpan.FromSeconds(3) },
                new RecordedAttempt("b", TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(2.4), FailureKind.None) { FirstToken = TimeSpan.FromSeconds(0.4) },
            ],
            route.Attempts);
    }

    [Fact]
    public void Csv_SameColumns_AreReadAlike()
    {
        var row = Assert.Single(Read("arrival,input_tokens,output_tokens,tags,deployment,propensity,outcome\n0,1,1,\"eu, paid\",a,1,ServerError\n", isJson: false));

        Assert.Equal(["eu", "paid"], row.Wishes!.Tags!);
        Assert.Equal(("a", FailureKind.ServerError, true), (row.Route!.Deployment, row.Route.End.Kind, row.Route.End.IsFailure));
    }

    [Fact]
    public void Json_NobodyPicked_WasCertain()
    {
        var route = Read("""{"arrival":0,"input_tokens":1,"output_tokens":0,"outcome":"AllAtLimit"}""")[0].Route!;

        Assert.Equal((null, 1.0, RouteRefusal.AllAtLimit, true), (route.Deployment, route.Propensity, route.End.Refusal, route.End.IsFailure));
    }

    [Fact]
    public void Json_CallerLeft_IsNeitherAnswerNorFailure()
    {
        var end = Read("""{"arrival":0,"input_tokens":1,"output_tokens":0,"deployment":"a","propensity":1,"outcome":"Cancelled"}""")[0].Route!.End;

        Assert.Equal((false, false), (end.IsAnswer, end.IsFailure));
    }

    [Theory]
    [InlineData(1, "propensity: expected a chance above 0: what was picked had one, not '0'", """{"arrival":0,"input_tokens":1,"output_tokens":1,"deployment":"a","propensity":0}""")]
    [InlineData(1, "propensity: expected a number from 0 to 1, not '2'", """{"arrival":0,"input_tokens":1,"output_tokens":1,"deployment":"a","propensity":2}""")]
    [InlineData(1, "outcome: expected answered, or how it failed, as in RateLimited or AllAtLimit, not 'well'", """{"arrival":0,"input_tokens":1,"output_tokens":1,"deployment":"a","propensity":1,"outcome":"well"}""")]
    [InlineData(1, "needs: expected some of None, Tools", """{"arrival":0,"input_tokens":1,"output_tokens":1,"needs":"Magic"}""")]
    [InlineData(1, "attempts: expected an array of attempts, not '{\"deployment\":\"a\"}'", """{"arrival":0,"input_tokens":1,"output_tokens":1,"deployment":"a","attempts":[{"deployment":"a"}]}""")]
    [InlineData(1, "tags: expected an array of texts, not '[1'", """{"arrival":0,"input_tokens":1,"output_tokens":1,"tags":"[1"}""")]
    [InlineData(2, "propensity is missing, which line 1 has", "{\"arrival\":0,\"input_tokens\":1,\"output_tokens\":1,\"deployment\":\"a\",\"propensity\":1}\n{\"arrival\":0,\"input_tokens\":1,\"output_tokens\":1,\"deployment\":\"a\"}")]
    [InlineData(2, "deployment is missing, which line 1 has", "{\"arrival\":0,\"input_tokens\":1,\"output_tokens\":1,\"deployment\":\"a\",\"propensity\":1}\n{\"arrival\":0,\"input_tokens\":1,\"output_tokens\":1}")]
    public void Json_WhatIsNot_IsToldWithItsLine(int line, string says, string text)
    {
        var wrong = Assert.Throws<TraceException>(() => Read(text));

        Assert.Equal(line, wrong.Line);
        Assert.StartsWith(says, wrong.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<TraceRow> Read(string text, bool isJson = true) => TraceReader.Read(new StringReader(text), isJson, 100);
}
