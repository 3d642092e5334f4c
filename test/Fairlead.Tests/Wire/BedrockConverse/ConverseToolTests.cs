using static Fairlead.Tests.Wire.BedrockConverse.ConverseAsked;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>Which tools and which schema models on Bedrock are held to, and by what.</summary>
public sealed class ConverseToolTests
{
    [Theory]
    [InlineData(Sonnet, "\"auto\"", """{"auto":{}}""", "")]
    [InlineData(Sonnet, "\"required\"", """{"any":{}}""", "")]
    [InlineData(Sonnet, """{"type":"function","function":{"name":"b"}}""", """{"tool":{"name":"b"}}""", "")]
    [InlineData(Llama, "\"auto\"", null, "")]
    [InlineData(Llama, "\"required\"", null, "tool_choice")]
    [InlineData(Oss, """{"type":"function","function":{"name":"b"}}""", null, "tool_choice")]
    public void ToolChoice_WhereTheModelHasIt(string model, string choice, string? written, string lost)
    {
        var request = Write($$"""{"tool_choice":{{choice}},{{Tools}},"messages":[{"role":"user","content":"x"}]}""", model, out var losses);

        Assert.Equal(written, request["toolConfig"]!["toolChoice"]?.ToJsonString());
        Assert.Equal(lost, string.Join(',', losses.Select(static loss => loss.Name)));
    }

    [Fact]
    public void ToolChoice_None_DropsTheTools()
    {
        var request = Write($$"""{"tool_choice":"none",{{Tools}},"messages":[{"role":"user","content":"x"}]}""", Sonnet, out var losses);

        Assert.Null(request["toolConfig"]);
        Assert.Empty(losses);
    }

    [Fact]
    public void ToolChoice_OfSome_LeavesTheOthersOut()
    {
        var request = Write($$$"""{"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"b"}}]}},{{{Tools}}},"messages":[{"role":"user","content":"x"}]}""", Sonnet, out _);

        Assert.Equal("b", (string)Assert.Single(request["toolConfig"]!["tools"]!.AsArray())!["toolSpec"]!["name"]!);
        Assert.NotNull(request["toolConfig"]!["toolChoice"]!["any"]);
    }

    [Theory]
    [InlineData("\"tool_choice\":\"none\"," + Tools + ",")]
    [InlineData("")]
    public void Calls_InHistory_WantATool(string tools)
    {
        var request = Write($$"""{{{tools}}"messages":[{{AfterCalls}}]}""", Sonnet, out _);

        Assert.Equal("dummy_tool", (string)Assert.Single(request["toolConfig"]!["tools"]!.AsArray())!["toolSpec"]!["name"]!);
        Assert.Null(request["toolConfig"]!["toolChoice"]);
    }

    [Fact]
    public void ParallelCalls_Off_AreClaudesOwnChoice()
    {
        var request = Write($$"""{"parallel_tool_calls":false,"tool_choice":"required",{{Tools}},"messages":[{"role":"user","content":"x"}]}""", Sonnet, out var losses);

        Assert.Equal("""{"type":"any","disable_parallel_tool_use":true}""", request["additionalModelRequestFields"]!["tool_choice"]!.ToJsonString());
        Assert.Null(request["toolConfig"]!["toolChoice"]);
        Assert.Empty(losses);
        Write($$"""{"parallel_tool_calls":false,{{Tools}},"messages":[{"role":"user","content":"x"}]}""", Nova2, out losses);
        Assert.Equal("parallel_tool_calls", Assert.Single(losses).Name);
    }

    [Theory]
    [InlineData(Sonnet, """{"type":"object","properties":{"n":{"type":"integer"}},"additionalProperties":false}""", true)]
    [InlineData(Sonnet, """{"type":"object","properties":{"n":{"type":"object","properties":{}}},"additionalProperties":false}""", false)]
    [InlineData(Haiku3, """{"type":"object","properties":{"n":{"type":"integer"}},"additionalProperties":false}""", false)]
    [InlineData(Oss, """{"type":"object","properties":{},"additionalProperties":false}""", true)]
    public void Schema_NativelyOrByATool(string model, string schema, bool natively)
    {
        var request = Write($$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","schema":{{{schema}}}}},"messages":[{"role":"user","content":"x"}]}""", model, out var losses);

        Assert.Empty(losses);
        if (natively)
        {
            var written = request["outputConfig"]!["textFormat"]!["structure"]!["jsonSchema"]!;
            Assert.Equal((schema, "n", "d"), ((string)written["schema"]!, (string)written["name"]!, (string)written["description"]!));
            Assert.Null(request["toolConfig"]);
        }
        else
        {
            var tool = Assert.Single(request["toolConfig"]!["tools"]!.AsArray())!["toolSpec"]!;
            Assert.Equal(("json_tool_call", schema), ((string)tool["name"]!, tool["inputSchema"]!["json"]!.ToJsonString()));
            Assert.Equal("""{"tool":{"name":"json_tool_call"}}""", request["toolConfig"]!["toolChoice"]!.ToJsonString());
        }
    }

    [Fact]
    public void Schema_BesideTools_MakesTheModelCallOneOfThem()
    {
        var request = Write($$"""{"response_format":{"type":"json_object"},{{Tools}},"messages":[{"role":"user","content":"x"}]}""", Sonnet, out _);

        Assert.Equal(3, request["toolConfig"]!["tools"]!.AsArray().Count);
        Assert.Equal("""{"any":{}}""", request["toolConfig"]!["toolChoice"]!.ToJsonString());
    }

    [Theory]
    [InlineData(Llama, "")]
    [InlineData(Haiku3, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},")]
    public void Schema_WhereNothingKeepsToIt_IsLost(string model, string more)
    {
        Write($$"""{{{more}}"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"x"}]}""", model, out var losses);

        Assert.Equal("response_format", Assert.Single(losses).Name);
    }
}
