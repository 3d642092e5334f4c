using System.Text;
using System.Text.Json;
using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class RequestParserTests
{
    private readonly RequestView _view = new();

    [Fact]
    public void Parse_PlainRequest_FindsModelAndItsPlace()
    {
        var body = """{ "messages": [{"role":"user","content":"\"model\":\"x\""}], "model" : "gpt-4", "stream":true, "max_tokens": 7 }""";
        var sent = Accept(body);
        Assert.Equal("gpt-4", _view.Model);
        Assert.Equal("\"gpt-4\"", sent[_view.ModelSpan]);
        Assert.True(_view.Stream);
        Assert.Equal(7, _view.MaxOutputTokens);
        Assert.Equal(body.Length / 4, _view.InputTokens);
        Assert.Equal(body, sent);
    }

    [Theory]
    [InlineData("""{"model":"gp\u0074-4\/x"}""", "gpt-4/x", "\"gp\\u0074-4\\/x\"")]
    [InlineData("""{"mod\u0065l":"gpt-4"}""", "gpt-4", "\"gpt-4\"")]
    [InlineData("""{"model":"模型-é"}""", "模型-é", "\"模型-é\"")]
    public void Parse_EscapesAndUnicode_AreTheNameTheyStandFor(string body, string model, string span)
    {
        Accept(body);
        Assert.Equal(model, _view.Model);
        Assert.Equal(span, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(body)[_view.ModelSpan]));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[]", "object")]
    [InlineData("\"gpt-4\"", "object")]
    [InlineData("{\"model\":\"a\",\n \"stream\": tru }", "line 2")]
    [InlineData("""{"model":"a"} {}""", "not valid JSON")]
    [InlineData("""{"model":"a" """, "not valid JSON")]
    [InlineData("""{"model":"a",}""", "not valid JSON")]
    public void Parse_NotJson_IsRefusedWithItsPlace(string body, string says)
    {
        var fault = Refuse(body);
        Assert.Equal(400, fault.Status);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""", "model")]
    [InlineData("""{"model":"a","mod\u0065l":"b"}""", "model")]
    [InlineData("""{"model":1}""", "model")]
    [InlineData("""{"model":" "}""", "model")]
    [InlineData("""{"model":"a","num_retries":-1}""", "num_retries")]
    [InlineData("""{"model":"a","num_retries":"2"}""", "num_retries")]
    [InlineData("""{"model":"a","timeout":0}""", "timeout")]
    [InlineData("""{"model":"a","timeout":1e99}""", "timeout")]
    [InlineData("""{"model":"a","stream_timeout":-1}""", "stream_timeout")]
    [InlineData("""{"model":"a","request_timeout":"soon"}""", "request_timeout")]
    [InlineData("""{"model":"a","fallbacks":"b"}""", "fallbacks")]
    [InlineData("""{"model":"a","fallbacks":[1]}""", "fallbacks")]
    [InlineData("""{"model":"a","fallbacks":[{"model":"b","api_base":"http://x"}]}""", "fallbacks")]
    [InlineData("""{"model":"a","metadata":{"tags":[1]}}""", "metadata.tags")]
    public void Parse_WrongValue_NamesTheField(string body, string param)
    {
        var fault = Refuse(body);
        Assert.Equal(400, fault.Status);
        Assert.Equal(param, fault.Param);
    }

    [Fact]
    public void Parse_InvalidUtf8InModel_IsRefused()
    {
        byte[] body = [.. "{\"model\":\""u8, 0xff, 0xfe, .. "\"}"u8];
        Assert.Equal(400, RequestParser.Parse(body, _view)!.Status);
    }

    [Fact]
    public void Parse_RoutingFields_AreRead()
    {
        Accept("""
            {"model":"a","fallbacks":["b",{"model":"c"}],"num_retries":3,"timeout":1.5,"request_timeout":3,"stream_timeout":2,"disable_fallbacks":true,"tags":["t1"],
             "metadata":{"tags":["t2","t3"]},"stream_options":{"include_usage":true},"max_completion_tokens":9,"max_tokens":4}
            """);
        Assert.Equal(["b", "c"], _view.Fallbacks!);
        Assert.Equal(3, _view.NumRetries);
        Assert.Equal((1.5, 3, 2), (_view.Timeout!.Value.TotalSeconds, _view.RequestTimeout!.Value.TotalSeconds, _view.StreamTimeout!.Value.TotalSeconds));
        Assert.True(_view.DisableFallbacks);
        Assert.Equal(["t1", "t2", "t3"], _view.Tags!);
        Assert.True(_view.IncludeUsage);
        Assert.Equal(9, _view.MaxOutputTokens);
    }

    [Theory]
    [InlineData("""{"num_retries":2,"model":"a"}""", """{"model":"a"}""")]
    [InlineData("""{"model":"a","num_retries":2}""", """{"model":"a"}""")]
    [InlineData("""{"model":"a" , "num_retries" : 2 , "timeout": 3 }""", """{"model":"a" }""")]
    [InlineData("""{"fallbacks":["x"],"model":"a","tags":["t"],"n":1}""", """{"model":"a","n":1}""")]
    [InlineData("""{"n":1,"fallbacks":["x"],"timeout":2,"model":"a","mock_response":"hi"}""", """{"n":1,"model":"a"}""")]
    [InlineData("""{"model":"a","metadata":{"tags":["t"]}}""", """{"model":"a"}""")]
    [InlineData("""{"metadata":{"tags":["t"]},"model":"a"}""", """{"model":"a"}""")]
    [InlineData("""{"model":"a","metadata":{"tags":["t"],"user":"u"},"n":1}""", """{"model":"a","metadata":{"user":"u"},"n":1}""")]
    [InlineData("""{"model":"a","metadata":{"user":"u","tags":["t"]},"n":1}""", """{"model":"a","metadata":{"user":"u"},"n":1}""")]
    [InlineData("""{"model":"a","metadata":{"tags":"x"}}""", """{"model":"a","metadata":{"tags":"x"}}""")]
    [InlineData("""{"model":"a","litellm_metadata":{"a":[{}]},"num_retries":null}""", """{"model":"a"}""")]
    public void Parse_GatewaysOwnFields_AreTakenOut(string body, string upstream)
    {
        var sent = Accept(body);
        Assert.Equal("\"a\"", sent[_view.ModelSpan]);
        Assert.Equal(upstream.Replace(" ", "", StringComparison.Ordinal), sent.Replace(" ", "", StringComparison.Ordinal));
        using var valid = JsonDocument.Parse(sent);
    }

    [Theory]
    [InlineData("""{"model":"a","temperature":1.0,"x":{"num_retries":2},"messages":[{"timeout":1}]}""")]
    [InlineData("{\r\n\t\"model\"\t: \"a\",\r\n\"ключ\" : \"\\ud83d\\ude00 \u2028\" }\r\n")]
    [InlineData("""{"model":"a","metadata":{"user":"u"},"metadata2":{}}""")]
    [InlineData("""{"model":"a","metadata":{}}""")]
    [InlineData("""{"model":"a","metadata":null}""")]
    public void Parse_OtherFields_StayByteForByte(string body) => Assert.Equal(body, Accept(body));

    [Theory]
    [InlineData("""{"messages":[{"content":"{\"model\":\"x\"}"}],"model":"a","metadata":{"u":1,"tags":["t"]},"timeout":3}""", """{"messages":[{"content":"{\"model\":\"x\"}"}],"model":"a","metadata":{"u":1}}""")]
    [InlineData("""{"num_retries":1, "tools" : [[],{"a":"]"}] , "model":"a" , "stop":"\\", "timeout":3}""", """{"tools":[[],{"a":"]"}],"model":"a","stop":"\\"}""")]
    public void Parse_AfterJumps_PlacesAreStillTheBodys(string body, string upstream)
    {
        var sent = Accept(body);
        Assert.Equal("\"a\"", sent[_view.ModelSpan]);
        Assert.Equal(upstream, sent.Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"messages\":[\n\n],\n\"model\":\"a\",\n\"stream\":tru}", "line 5")]
    [InlineData("{\"messages\":[\n/* \" */],\"model\":\"a\"}", "line 2, byte 1")]
    [InlineData("{\"messages\":[}\n],\"model\":\"a\"}", "line 1")]
    [InlineData("{\"messages\":\"\n", "line 1")]
    public void Parse_FaultBehindAJump_IsNamedByItsPlaceInTheBody(string body, string says) =>
        Assert.Contains(says, Refuse(body).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_DeepNesting_IsAccepted()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));
        Accept($$"""{"model":"a","x":{{deep}}}""");
    }

    private string Accept(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        _view.Reset();
        Assert.Null(RequestParser.Parse(bytes, _view));
        return Encoding.UTF8.GetString(bytes, 0, _view.ApplyCuts(bytes));
    }

    private RequestFault Refuse(string body)
    {
        var fault = RequestParser.Parse(Encoding.UTF8.GetBytes(body), _view);
        Assert.NotNull(fault);
        return fault;
    }
}
