using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>Where models on Bedrock differ from each other and from OpenAI's.</summary>
public sealed class ConverseRequestTests
{
    private const string Sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private const string Haiku3 = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Opus46 = "us.anthropic.claude-opus-4-6-v1";
    private const string Opus47 = "us.anthropic.claude-opus-4-7";
    private const string Nova2 = "us.amazon.nova-2-lite-v1:0";
    private const string Oss = "openai.gpt-oss-120b-1:0";
    private const string Llama = "us.meta.llama3-3-70b-instruct-v1:0";

    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}}},{"type":"function","function":{"name":"b"}}]
        """;

    private const string AfterCalls = """
        {"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"1"}
        """;

    [Theory]
    [InlineData(Sonnet, "low", """{"thinking":{"type":"enabled","budget_tokens":1024}}""")]
    [InlineData(Sonnet, "minimal", """{"thinking":{"type":"enabled","budget_tokens":1024}}""")]
    [InlineData(Sonnet, "high", """{"thinking":{"type":"enabled","budget_tokens":4096}}""")]
    [InlineData(Opus46, "xhigh", """{"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}""")]
    [InlineData(Opus46, "max", """{"thinking":{"type":"adaptive"},"output_config":{"effort":"max"}}""")]
    [InlineData(Opus47, "xhigh", """{"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"xhigh"}}""")]
    [InlineData(Nova2, "medium", """{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"medium"}}""")]
    [InlineData(Nova2, "xhigh", """{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"high"}}""")]
    [InlineData(Nova2, "none", """{"reasoningConfig":{"type":"disabled"}}""")]
    [InlineData(Oss, "minimal", """{"reasoning_effort":"low"}""")]
    [InlineData(Oss, "high", """{"reasoning_effort":"high"}""")]
    [InlineData("openai.gpt-5-2", "max\"}", """{"reasoning":{"effort":"max\u0022}"}}""")]
    public void Effort_InTheModelsWords(string model, string effort, string fields)
    {
        var request = Write($$"""{"reasoning_effort":{{JsonValue.Create(effort)!.ToJsonString()}},"messages":[{"role":"user","content":"x"}]}""", model, out var losses);

        Assert.Equal(JsonNode.Parse(fields)!.ToJsonString(), request["additionalModelRequestFields"]!.ToJsonString());
        Assert.DoesNotContain(losses, static loss => loss.Kind == LossKind.Parameter);
    }

    [Theory]
    [InlineData(Sonnet)]
    [InlineData(Opus46)]
    [InlineData(Llama)]
    public void Effort_None_SaysNothing(string model)
    {
        var request = Write("""{"reasoning_effort":"none","messages":[{"role":"user","content":"x"}]}""", model, out var losses);

        Assert.Null(request["additionalModelRequestFields"]);
        Assert.Empty(losses);
    }

    [Theory]
    [InlineData(Llama, "reasoning_effort")]
    [InlineData("us.amazon.nova-pro-v1:0", "reasoning_effort")]
    public void Effort_OfModelsThatCannotBeSteered_IsLost(string model, string lost)
    {
        Write("""{"reasoning_effort":"high","messages":[{"role":"user","content":"x"}]}""", model, out var losses);

        Assert.Equal([lost], losses.Select(static loss => loss.Name));
    }

    [Fact]
    public void Budget_AboveTheLimit_RaisesIt()
    {
        var request = Write("""{"max_tokens":1000,"thinking":{"type":"enabled","budget_tokens":3000},"messages":[{"role":"user","content":"x"}]}""", Sonnet, out _);

        Assert.Equal(4000, (int)request["inferenceConfig"]!["maxTokens"]!);
        Assert.Equal(3000, (int)request["additionalModelRequestFields"]!["thinking"]!["budget_tokens"]!);
    }

    [Fact]
    public void Budget_AboveWhatTheModelCanAnswer_IsCut()
    {
        var conversation = Translating.Read(ChatDialect.Instance, """{"max_tokens":1000,"thinking":{"type":"enabled","budget_tokens":9000},"messages":[{"role":"user","content":"x"}]}""");
        var request = JsonNode.Parse(Translating.Write(ConverseDialect.Instance, conversation, "bedrock", Sonnet, out _, maxOutputTokens: 4096))!;

        Assert.Equal(4096, (int)request["inferenceConfig"]!["maxTokens"]!);
        Assert.Equal(3096, (int)request["additionalModelRequestFields"]!["thinking"]!["budget_tokens"]!);
    }

    [Fact]
    public void Thinking_OfClaude_TakesNoSamplingAndNoForcing()
    {
        Write($$"""{"thinking":{"type":"enabled","budget_tokens":3000},"temperature":0.2,"top_k":5,"tool_choice":"required",{{Tools}},"messages":[{"role":"user","content":"x"}]}""", Sonnet, out var losses);

        Assert.Equal(["temperature", "tool_choice", "top_k"], losses.Select(static loss => loss.Name).Order());
    }

    [Fact]
    public void Thinking_AmidCallsMadeWithoutIt_IsLeftOut()
    {
        var request = Write($$"""{"reasoning_effort":"low",{{Tools}},"messages":[{{AfterCalls}}]}""", Sonnet, out var losses);

        Assert.Null(request["additionalModelRequestFields"]);
        Assert.Equal(LossKind.Hint, Assert.Single(losses).Kind);
    }

    [Fact]
    public void Highest_EffortOfNova_TakesNoLimits()
    {
        var request = Write("""{"reasoning_effort":"high","max_tokens":5,"temperature":0.5,"messages":[{"role":"user","content":"x"}]}""", Nova2, out var losses);

        Assert.Empty(request["inferenceConfig"]!.AsObject());
        Assert.Equal(["max_tokens", "temperature"], losses.Select(static loss => loss.Name).Order());
    }

    [Theory]
    [InlineData(Sonnet, 0.5, 0.9, "top_p")]
    [InlineData(Haiku3, 0.5, 0.9, "")]
    [InlineData(Opus47, 0.5, 0.9, "temperature,top_p")]
    public void Sampling_OfClaude_ByVersion(string model, double temperature, double topP, string lost)
    {
        Write(FormattableString.Invariant($$"""{"temperature":{{temperature}},"top_p":{{topP}},"messages":[{"role":"user","content":"x"}]}"""), model, out var losses);

        Assert.Equal(lost, string.Join(',', losses.Select(static loss => loss.Name)));
    }

    [Theory]
    [InlineData(Sonnet, """{"top_k":7}""")]
    [InlineData(Nova2, """{"inferenceConfig":{"topK":7}}""")]
    [InlineData("cohere.command-r-v1:0", """{"k":7}""")]
    public void TopK_WhereTheModelHasIt(string model, string fields)
    {
        var request = Write("""{"top_k":7,"messages":[{"role":"user","content":"x"}]}""", model, out _);

        Assert.Equal(fields, request["additionalModelRequestFields"]!.ToJsonString());
    }

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
    public void ToolChoice_OfSome_LeavesTheOthersOut()
    {
        var request = Write($$$"""{"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"b"}}]}},{{{Tools}}},"messages":[{"role":"user","content":"x"}]}""", Sonnet, out _);

        Assert.Equal("b", (string)Assert.Single(request["toolConfig"]!["tools"]!.AsArray())!["toolSpec"]!["name"]!);
        Assert.NotNull(request["toolConfig"]!["toolChoice"]!["any"]);
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

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}""", "image")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/tiff;base64,AAAA"}}""", "image")]
    [InlineData("""{"type":"file","file":{"file_id":"file-1"}}""", "document")]
    public void Media_WithoutAPlace_IsLostContent(string part, string name)
    {
        Write($$"""{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{{part}}]}]}""", Sonnet, out var losses);

        Assert.Equal((LossKind.Content, name), (Assert.Single(losses).Kind, losses[0].Name));
    }

    [Fact]
    public void Document_Alone_GetsAText()
    {
        var request = Write("""{"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0x"}}]}]}""", Sonnet, out _);

        Assert.NotNull(request["messages"]![0]!["content"]![1]!["text"]);
    }

    [Fact]
    public void CachePoint_BehindADocument_HasATextBetween()
    {
        var request = Write("""{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"file","file":{"filename":"a","file_data":"data:application/pdf;base64,JVBERi0x"},"cache_control":{"type":"ephemeral"}}]}]}""", Sonnet, out _);

        Assert.Equal("""[{"text":"\n"},{"cachePoint":{"type":"default"}}]""", new JsonArray([.. request["messages"]![0]!["content"]!.AsArray().Skip(2).Select(static block => block!.DeepClone())]).ToJsonString());
    }

    [Fact]
    public void Error_OfATool_IsTextWhereThereIsNoStatus()
    {
        var conversation = Translating.Read(ConverseDialect.Instance, """{"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"t","status":"error","content":[{"text":"no"}]}}]}]}""");

        var request = JsonNode.Parse(Translating.Write(ConverseDialect.Instance, conversation, "bedrock", Llama, out _))!;

        Assert.Equal("""{"toolUseId":"t","content":[{"text":"Error:"},{"text":"no"}]}""", request["messages"]![0]!["content"]![0]!["toolResult"]!.ToJsonString());
    }

    [Fact]
    public void Reasoning_OfAnotherVendor_IsNotSent()
    {
        var conversation = Translating.Read(ChatDialect.Instance, """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y","thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}]},{"role":"user","content":"z"}]}""");

        var request = JsonNode.Parse(Translating.Write(ConverseDialect.Instance, conversation, "bedrock", Nova2, out _))!;

        Assert.Equal("""[{"text":"y"}]""", request["messages"]![1]!["content"]!.ToJsonString());
    }

    [Fact]
    public void Fields_APersonWrote_AreNotWrittenOver()
    {
        var request = Write("""{"additionalModelRequestFields":{"top_k":3,"thinking":{"type":"disabled"}},"top_k":9,"other":true,"messages":[{"role":"user","content":"x"}]}""", Sonnet, out _);

        Assert.Equal("""{"top_k":3,"thinking":{"type":"disabled"},"other":true}""", request["additionalModelRequestFields"]!.ToJsonString());
    }

    [Fact]
    public void StopText_OfClaude_IsAskedFor()
    {
        Assert.Equal("""["/stop_sequence"]""", Write("""{"stop":"a","messages":[{"role":"user","content":"x"}]}""", Sonnet, out _)["additionalModelResponseFieldPaths"]!.ToJsonString());
        Assert.Equal("""["/delta/stop_sequence"]""", Write("""{"stream":true,"stop":"a","messages":[{"role":"user","content":"x"}]}""", Sonnet, out _)["additionalModelResponseFieldPaths"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{"messages":[{"content":[]}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"system","content":[]}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[],"inferenceConfig":{"maxTokens":"x"}}""", "inferenceConfig.maxTokens")]
    [InlineData("""{"toolConfig":{}}""", "toolConfig.tools")]
    [InlineData("""{"outputConfig":{"textFormat":{"structure":{"jsonSchema":{"schema":"{"}}}}}""", "outputConfig.textFormat.structure.jsonSchema.schema")]
    public void Request_ThatIsNone_NamesThePlace(string json, string parameter)
    {
        var thrown = Assert.Throws<WireException>(() => Translating.Read(ConverseDialect.Instance, json));

        Assert.Equal(parameter, thrown.Parameter);
    }

    private static JsonNode Write(string chat, string model, out IReadOnlyList<Loss> losses)
    {
        var conversation = Translating.Read(ChatDialect.Instance, chat);
        return JsonNode.Parse(Encoding.UTF8.GetString(Translating.Write(ConverseDialect.Instance, conversation, "bedrock", model, out losses)))!;
    }
}
