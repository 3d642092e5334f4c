using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.AnthropicMessages;

/// <summary>Where Claude differs from version to version and from OpenAI's models.</summary>
public sealed class MessagesRequestTests
{
    private const string Haiku35 = "claude-3-5-haiku-20241022";
    private const string Sonnet45 = "claude-sonnet-4-5-20250929";
    private const string Opus46 = "claude-opus-4-6";
    private const string Opus47 = "claude-opus-4-7";
    private const string User = """
        "messages":[{"role":"user","content":"x"}]
        """;

    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}}},{"type":"function","function":{"name":"b"}}]
        """;

    private const string AfterCalls = """
        "messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"1"}]
        """;

    [Theory]
    [InlineData("claude-3-7-sonnet-20250219", 37)]
    [InlineData("claude-3-haiku@20240307", 30)]
    [InlineData("claude-opus-4@20250514", 40)]
    [InlineData("claude-sonnet-4-0", 40)]
    [InlineData("claude-opus-4-1-20250805", 41)]
    [InlineData("claude-3-5-sonnet-v2@20241022", 35)]
    [InlineData("claude-sonnet-4.5", 45)]
    [InlineData("claude-fable-5-1", 51)]
    [InlineData("us.anthropic.claude-opus-4-6-v1", 46)]
    [InlineData("kimi-k2", 0)]
    [InlineData("claude-instant", 0)]
    public void Version_OfAName_IsTold(string name, int version) => Assert.Equal(version, ClaudeVersion.Of(name));

    [Theory]
    [InlineData(Sonnet45, "low", """{"type":"enabled","budget_tokens":1024}""", null)]
    [InlineData(Sonnet45, "minimal", """{"type":"enabled","budget_tokens":1024}""", null)]
    [InlineData(Sonnet45, "high", """{"type":"enabled","budget_tokens":4096}""", null)]
    [InlineData(Opus46, "xhigh", """{"type":"adaptive"}""", "high")]
    [InlineData(Opus46, "max", """{"type":"adaptive"}""", "max")]
    [InlineData(Opus47, "xhigh", """{"type":"adaptive","display":"summarized"}""", "xhigh")]
    [InlineData(Opus47, "minimal", """{"type":"adaptive","display":"summarized"}""", "low")]
    [InlineData(Opus47, "none", null, null)]
    public void Effort_InTheModelsWords(string model, string effort, string? thinking, string? config)
    {
        var request = Write($$"""{"reasoning_effort":"{{effort}}",{{User}}}""", model, out var losses, maxOutputTokens: 64000);

        Assert.Equal(thinking, request["thinking"]?.ToJsonString());
        Assert.Equal(config, (string?)request["output_config"]?["effort"]);
        Assert.Empty(losses);
    }

    [Fact]
    public void Effort_OfAModelThatDoesNotThink_IsLost()
    {
        Write($$"""{"reasoning_effort":"low",{{User}}}""", Haiku35, out var losses);

        Assert.Equal("reasoning_effort", Assert.Single(losses).Name);
    }

    [Theory]
    [InlineData(1000, 3000, null, 4000, 3000)]
    [InlineData(1000, 9000, 4096, 4096, 3096)]
    [InlineData(9000, 3000, null, 9000, 3000)]
    public void Budget_AboveTheLimit_RaisesIt(int asked, int budget, int? limit, int most, int sent)
    {
        var request = Write($$$"""{"max_tokens":{{{asked}}},"thinking":{"type":"enabled","budget_tokens":{{{budget}}}},{{{User}}}}""", Sonnet45, out _, limit);

        Assert.Equal((most, sent), ((int)request["max_tokens"]!, (int)request["thinking"]!["budget_tokens"]!));
    }

    [Fact]
    public void Budget_OfAModelThatTakesNone_IsAnEffort()
    {
        var request = Write($$$"""{"thinking":{"type":"enabled","budget_tokens":2000},{{{User}}}}""", Opus47, out _);

        Assert.Equal(("adaptive", "medium"), ((string?)request["thinking"]!["type"], (string?)request["output_config"]!["effort"]));
    }

    [Theory]
    [InlineData(null, 4096)]
    [InlineData(8192, 8192)]
    public void MaxTokens_NotSaid_IsTheModelsLimit(int? limit, int expected) =>
        Assert.Equal(expected, (int)Write($$"""{{{User}}}""", Haiku35, out _, limit)["max_tokens"]!);

    [Fact]
    public void Thinking_ByABudget_TakesNoSamplingAndNoForcing()
    {
        Write($$$"""{"max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":3000},"temperature":0.2,"top_k":5,"tool_choice":"required",{{{Tools}}},{{{User}}}}""", Sonnet45, out var losses);

        Assert.Equal(["temperature", "tool_choice", "top_k"], losses.Select(static loss => loss.Name).Order());
    }

    [Fact]
    public void Thinking_Adaptively_TakesForcing()
    {
        var request = Write($$"""{"reasoning_effort":"low","tool_choice":"required",{{Tools}},{{User}}}""", Opus46, out var losses);

        Assert.Equal("any", (string?)request["tool_choice"]!["type"]);
        Assert.Empty(losses);
    }

    [Fact]
    public void Thinking_AmidCallsMadeWithoutIt_IsLeftOut()
    {
        var request = Write($$"""{"reasoning_effort":"low",{{Tools}},{{AfterCalls}}}""", Sonnet45, out var losses);

        Assert.Null(request["thinking"]);
        Assert.Equal(LossKind.Hint, Assert.Single(losses).Kind);
    }

    [Theory]
    [InlineData(Sonnet45, 0.5, 0.9, "top_p")]
    [InlineData(Haiku35, 0.5, 0.9, "")]
    [InlineData(Opus47, 0.5, 0.9, "temperature,top_p")]
    [InlineData(Haiku35, 1.7, 0.9, "temperature")]
    public void Sampling_ByVersion(string model, double temperature, double topP, string lost)
    {
        var request = Write(FormattableString.Invariant($$"""{"temperature":{{temperature}},"top_p":{{topP}},{{User}}}"""), model, out var losses);

        Assert.Equal(lost, string.Join(',', losses.Select(static loss => loss.Name)));
        Assert.True((double?)request["temperature"] is null or <= 1);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""", Sonnet45, true)]
    [InlineData("""{"type":"object","properties":{}}""", Sonnet45, false)]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""", Haiku35, false)]
    public void Schema_NativelyOrByATool(string schema, string model, bool isNative)
    {
        var request = Write($$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{schema}}}}},{{{User}}}}""", model, out var losses);

        Assert.Empty(losses);
        Assert.Equal(isNative ? schema : null, request["output_config"]?["format"]?["schema"]?.ToJsonString());
        Assert.Equal(isNative ? null : "json_tool_call", (string?)request["tools"]?[0]?["name"]);
        Assert.Equal(isNative ? null : "json_tool_call", (string?)request["tool_choice"]?["name"]);
    }

    [Theory]
    [InlineData("\"auto\"", """{"type":"auto"}""")]
    [InlineData("\"none\"", """{"type":"none"}""")]
    [InlineData("\"required\"", """{"type":"any"}""")]
    [InlineData("""{"type":"function","function":{"name":"b"}}""", """{"type":"tool","name":"b"}""")]
    public void Choice_InAnthropicsWords(string choice, string expected) =>
        Assert.Equal(expected, Write($$"""{"tool_choice":{{choice}},{{Tools}},{{User}}}""", Sonnet45, out _)["tool_choice"]!.ToJsonString());

    [Fact]
    public void Calls_OneByOne_AreAskedForBesideTheChoice()
    {
        Assert.Equal("""{"type":"auto","disable_parallel_tool_use":true}""", Write($$"""{"parallel_tool_calls":false,{{Tools}},{{User}}}""", Sonnet45, out _)["tool_choice"]!.ToJsonString());
        Assert.Equal("""{"type":"none"}""", Write($$"""{"parallel_tool_calls":false,"tool_choice":"none",{{Tools}},{{User}}}""", Sonnet45, out _)["tool_choice"]!.ToJsonString());
    }

    [Fact]
    public void Calls_WithoutTools_GetOneThatIsNotCalled()
    {
        var request = Write($$"""{{{AfterCalls}}}""", Sonnet45, out _);

        Assert.Equal(("dummy_tool", "none"), ((string?)Assert.Single(request["tools"]!.AsArray())!["name"], (string?)request["tool_choice"]!["type"]));
    }

    [Theory]
    [InlineData("u-17", true)]
    [InlineData("0b7e1c9e-1111-4222-8333-444455556666", true)]
    [InlineData("1234567890", true)]
    [InlineData("ann@example.com", false)]
    [InlineData("+49 30 1234567", false)]
    public void User_ThatIsAPersonsAddress_IsNotSent(string user, bool sent) =>
        Assert.Equal(sent ? user : null, (string?)Write($$"""{"user":"{{user}}",{{User}}}""", Sonnet45, out _)["metadata"]?["user_id"]);

    [Fact]
    public void Results_OfSeveralCalls_StandFirstInOneMessage()
    {
        var request = Write(
            """{"messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"no json"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":""},{"role":"user","content":"go on"}]}""",
            Sonnet45,
            out _);

        var messages = request["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "user"], messages.Select(static message => (string?)message!["role"]));
        Assert.Equal(["tool_result", "tool_result", "text"], messages[2]!["content"]!.AsArray().Select(static block => (string?)block!["type"]));
        Assert.Equal("""{"input":"no json"}""", messages[1]!["content"]![1]!["input"]!.ToJsonString());
        Assert.Null(messages[2]!["content"]![1]!["content"]);
    }

    [Fact]
    public void Prefill_EndsWithoutBlanks()
    {
        var request = Write("""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"The answer is \n"}]}""", Haiku35, out _);

        Assert.Equal("The answer is", (string?)request["messages"]![1]!["content"]![0]!["text"]);
    }

    [Fact]
    public void Members_NobodyKnows_AreSentForClientsOfOpenAIsFormat()
    {
        var request = Write($$$"""{"mcp_servers":[],"context_management":{"edits":[]},"model":"no","system":"no",{{{User}}}}""", Sonnet45, out _);

        Assert.Equal("[]", request["mcp_servers"]!.ToJsonString());
        Assert.NotNull(request["context_management"]);
        Assert.Equal((Sonnet45, null), ((string?)request["model"], request["system"]));
    }

    [Theory]
    [InlineData("[]", "the body must be a JSON object")]
    [InlineData("""{"messages":"x"}""", "'messages' must be a list")]
    [InlineData("""{"messages":[{"content":"x"}]}""", "'messages[0]' has no 'role'")]
    [InlineData("""{"messages":[{"role":"tool","content":"x"}]}""", "'messages[0].role' is 'tool'; user, assistant and system are roles")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "'messages[0]' has no 'content'")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "'messages[0].content' has a block without 'type'")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}""", "a result of 'messages[0].content' has no 'tool_use_id'")]
    [InlineData("""{"tools":[{"input_schema":{}}]}""", "a tool has no 'name'")]
    [InlineData("""{"tool_choice":{"type":"all"}}""", "'tool_choice.type' must be auto, any, tool or none")]
    [InlineData("""{"thinking":{"type":"deep"}}""", "'thinking.type' must be enabled, adaptive or disabled")]
    public void Read_WhatIsNoRequest_SaysWhy(string json, string why) =>
        Assert.Equal(why, Assert.Throws<WireException>(() => Translating.Read(MessagesDialect.Instance, json)).Message);

    private static JsonNode Write(string json, string model, out IReadOnlyList<Loss> losses, int? maxOutputTokens = null) => JsonNode.Parse(
        Encoding.UTF8.GetString(Translating.Write(MessagesDialect.Instance, Translating.Read(ChatDialect.Instance, json), "anthropic", model, out losses, maxOutputTokens)))!;
}
