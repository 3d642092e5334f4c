using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Cli.Simulation.Traffic.Traces;

namespace Fairlead.Gateway.Tests.Simulation.Traffic.Traces;

public sealed class TraceTests
{
    private static readonly ModelShare[] One = [new("model", 1)];
    private static readonly ModelShare[] Two = [new("chat", 1), new("embed", 1)];

    [Fact]
    public void Csv_EveryColumn_IsTheRequestItTells()
    {
        var request = Assert.Single(Requests(Two, """
            arrival,model,input_tokens,output_tokens,session,prefix,prefix_tokens,stream,leaves_after,router
            1.25,embed,800,150,ann,tools,600,false,2.5,1
            """));

        Assert.Equal(
            new SimulatedRequest(0, "embed", 12_500_000, 1, 800, 150, Stream: false, TimeSpan.FromSeconds(2.5)) { Conversation = 0, Prefix = 0, PrefixTokens = 600 }, request);
    }

    [Fact]
    public void Csv_AzuresTrace_IsReadAsItIs()
    {
        var requests = Requests(One, """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:17:03.9799600,4808,10
            2023-11-16 18:17:04.0319600,3180,8
            """);

        Assert.Equal([(0L, 4808, 10), (520_000, 3180, 8)], requests.Select(static r => (r.Arrives, r.InputTokens, r.OutputTokens)));
    }

    [Fact]
    public void Csv_BurstGpt_IsReadAsItIs()
    {
        var requests = Requests(One, "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,GPT-4,1087,0,1087,API log\n");

        Assert.Equal([(5.0, 472, 18, "model"), (45, 1087, 1, "model")], requests.Select(static r => (TimeSpan.FromTicks(r.Arrives).TotalSeconds, r.InputTokens, r.OutputTokens, r.Model)));
    }

    [Fact]
    public void JsonLines_NumbersTextsAndNulls_AreReadAlike()
    {
        var requests = Requests(
            Two,
            """
            {"arrival": 0, "model": "chat", "prompt_tokens": 10, "completion_tokens": 20, "session": 7, "stream": false, "extra": {"a": [1]}}

            {"arrival": "0.5", "model": "embed", "input_tokens": "30", "output_tokens": 1, "session": null}
            """,
            isJson: true);

        Assert.Equal([("chat", 10, false, (int?)0), ("embed", 30, true, null)], requests.Select(static r => (r.Model, r.InputTokens, r.Stream, r.Conversation)));
        Assert.Equal(5_000_000, requests[1].Arrives);
    }

    [Fact]
    public void Csv_QuotedFieldsAndBlankLines_AreReadByTheStandard()
    {
        var requests = Requests(One, "session,arrival,input_tokens,output_tokens\r\n\r\n\"a,\"\"b\"\"\nc\",1,2,3\r\nother,2,2,3\r\n\"a,\"\"b\"\"\nc\",3,2,3\r\n");

        Assert.Equal([0, 1, 0], requests.Select(static r => r.Conversation!.Value));
    }

    [Fact]
    public void Requests_OutOfOrder_ComeInTheOrderOfArrival()
    {
        var requests = Requests(One, "time,input_tokens,output_tokens\n2,1,1\n1,2,1\n1,3,1\n");

        Assert.Equal([2, 3, 1], requests.Select(static r => r.InputTokens));
        Assert.Equal([0, 1, 2], requests.Select(static r => r.Number));
    }

    [Fact]
    public void Requests_UnixTime_BeginsWithTheFirst() =>
        Assert.Equal([0, 5_000_000], Requests(One, "time,input_tokens,output_tokens\n1763800000.25,1,1\n1763800000.75,2,1\n").Select(static r => r.Arrives));

    [Fact]
    public void Requests_Rate_MakesTimePassFaster()
    {
        var trace = Read("time,input_tokens,output_tokens\n1,1,1\n2,1,1\n3,1,1\n");

        Assert.Equal([0.25, 0.5, 0.75], trace.ToRequests(One, 1, rate: 4, seed: 1).Select(static r => TimeSpan.FromTicks(r.Arrives).TotalSeconds));
    }

    [Fact]
    public void Requests_NoRouterTold_AreSpreadByChance()
    {
        var trace = Read("time,input_tokens,output_tokens\n" + string.Concat(Enumerable.Range(0, 300).Select(static i => $"{i},1,1\n")));

        var routers = trace.ToRequests(One, replicas: 3, rate: null, seed: 1).CountBy(static r => r.Replica).ToDictionary();

        Assert.Equal(3, routers.Count);
        Assert.All(routers.Values, static count => Assert.InRange(count, 70, 130));
    }

    [Theory]
    [InlineData(1, "it is empty", "")]
    [InlineData(1, "there is no request in it", "arrival,input_tokens,output_tokens\n")]
    [InlineData(1, "no column output_tokens (or completion_tokens, generatedtokens, response tokens); there are: arrival, input_tokens, outputs", "arrival,input_tokens,outputs\n1,2,3\n")]
    [InlineData(3, "expected 3 fields as in the first line, there are 2", "arrival,input_tokens,output_tokens\n1,2,3\n1,2\n")]
    [InlineData(2, "input_tokens is missing", "arrival,input_tokens,output_tokens\n1,,3\n")]
    [InlineData(2, "input_tokens: expected a whole number from 0 to 100000000, not '1.5'", "arrival,input_tokens,output_tokens\n1,1.5,3\n")]
    [InlineData(2, "output_tokens: expected a whole number from 0 to 100000000, not '-1'", "arrival,input_tokens,output_tokens\n1,1,-1\n")]
    [InlineData(2, "arrival: expected seconds since the start, or a date and time, not 'soon'", "arrival,input_tokens,output_tokens\nsoon,1,1\n")]
    [InlineData(2, "arrival: expected seconds since the start, not '-1'", "arrival,input_tokens,output_tokens\n-1,1,1\n")]
    [InlineData(3, "arrival: expected a date and time, as in line 2", "arrival,input_tokens,output_tokens\n2026-01-01,1,1\n5,1,1\n")]
    [InlineData(2, "stream: expected true or false, not 'maybe'", "arrival,input_tokens,output_tokens,stream\n1,1,1,maybe\n")]
    [InlineData(2, "leaves_after: expected seconds from 0 to 86400, not 'x'", "arrival,input_tokens,output_tokens,leaves_after\n1,1,1,x\n")]
    [InlineData(2, "prefix without prefix_tokens: how long is it?", "arrival,input_tokens,output_tokens,prefix\n1,1,1,x\n")]
    [InlineData(2, "a quote is not closed", "arrival,input_tokens,output_tokens\n\"1,1,1\n")]
    [InlineData(2, "a comma should follow the closing quote", "arrival,input_tokens,output_tokens\n\"1\"x,1,1\n")]
    public void Csv_WhatIsWrong_IsToldWithItsLine(int line, string says, string text)
    {
        var exception = Assert.Throws<TraceException>(() => Requests(One, text));

        Assert.Equal((line, says), (exception.Line, exception.Message));
    }

    [Theory]
    [InlineData(2, "no JSON: expected one object a line (at character 16)", "{\"arrival\": 1, \"input_tokens\": 1, \"output_tokens\": 1}\n{\"arrival\": 1, x\n")]
    [InlineData(1, "expected one JSON object a line", "[1, 2]\n")]
    [InlineData(1, "output_tokens is missing", "{\"arrival\": 1, \"input_tokens\": 1}\n")]
    public void JsonLines_WhatIsWrong_IsToldWithItsLine(int line, string says, string text)
    {
        var exception = Assert.Throws<TraceException>(() => Requests(One, text, isJson: true));

        Assert.Equal((line, says), (exception.Line, exception.Message));
    }

    [Theory]
    [InlineData("model is missing: there are chat, embed", "arrival,input_tokens,output_tokens\n1,1,1\n")]
    [InlineData("there is no model 'gpt': there are chat, embed", "arrival,input_tokens,output_tokens,model\n1,1,1,gpt\n")]
    public void Requests_OfModelsThatAreNotThere_AreToldWithTheirLine(string says, string text)
    {
        var exception = Assert.Throws<TraceException>(() => Requests(Two, text));

        Assert.Equal((2, says), (exception.Line, exception.Message));
    }

    [Theory]
    [InlineData("agent-loops", false)]
    [InlineData("agent-loops", true)]
    [InlineData("leavers", false)]
    [InlineData("heavy-tail", true)]
    [InlineData("replicas-20", false)]
    public void Write_DrawnRequests_ReadBackAsTheSame(string name, bool isJson)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var drawn = Workload.Draw(scenario.Traffic with { Requests = 500 }, scenario.Models, scenario.Replicas, seed: 3);

        // Conversations are numbered in the order they are met, and so begin as they were written.
        var numbers = drawn.Select(static r => r.Conversation).Distinct().Select(static (number, i) => (number, i)).ToDictionary(static n => n.number ?? -1, static n => n.i);
        var expected = drawn.Select(request => request.Conversation is { } conversation ? request with { Conversation = numbers[conversation] } : request);
        var text = new StringWriter();
        TraceWriter.Write(text, drawn, isJson);

        Assert.Equal(expected, Read(text.ToString(), isJson).ToRequests(scenario.Models, scenario.Replicas, rate: null, seed: 4));
    }

    [Fact]
    public void Write_APrefixAndAQuotedModel_ReadBackAsTheSame()
    {
        SimulatedRequest[] written =
        [
            new(0, "a,\"b\"", 0, 0, 2000, 5, Stream: true, null) { Prefix = 0, PrefixTokens = 1500 },
            new(1, "plain", 10, 0, 2000, 5, Stream: true, null),
        ];
        var text = new StringWriter();
        TraceWriter.Write(text, written, isJson: false);

        Assert.Equal(written, Read(text.ToString()).ToRequests([new("a,\"b\"", 1), new("plain", 1)], 1, rate: null, seed: 4));
    }

    private static Trace Read(string text, bool isJson = false) => new(TraceReader.Read(new StringReader(text), isJson, most: 1000));

    private static IReadOnlyList<SimulatedRequest> Requests(ModelShare[] models, string text, bool isJson = false) => Read(text, isJson).ToRequests(models, 2, rate: null, seed: 1);
}
