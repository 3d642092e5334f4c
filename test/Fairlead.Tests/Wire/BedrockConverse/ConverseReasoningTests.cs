using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;
using static Fairlead.Tests.Wire.BedrockConverse.ConverseAsked;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>How models on Bedrock are asked to think, and how much.</summary>
public sealed class ConverseReasoningTests
{
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

    [Fact]
    public void Reasoning_OfAnotherVendor_IsNotSent()
    {
        var conversation = Translating.Read(ChatDialect.Instance, """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y","thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}]},{"role":"user","content":"z"}]}""");

        var request = JsonNode.Parse(Translating.Write(ConverseDialect.Instance, conversation, "bedrock", Nova2, out _))!;

        Assert.Equal("""[{"text":"y"}]""", request["messages"]![1]!["content"]!.ToJsonString());
    }
}
