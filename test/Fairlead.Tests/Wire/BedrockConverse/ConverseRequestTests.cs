using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.Json;
using Fairlead.Tests.Wire.Canonical;
using static Fairlead.Tests.Wire.BedrockConverse.ConverseAsked;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>Where models on Bedrock differ from each other and from OpenAI's: sampling, content, and a person's own members.</summary>
public sealed class ConverseRequestTests
{
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

    [Fact]
    public void StopText_OfClaude_IsAskedFor()
    {
        Assert.Equal("""["/stop_sequence"]""", Write("""{"stop":"a","messages":[{"role":"user","content":"x"}]}""", Sonnet, out _)["additionalModelResponseFieldPaths"]!.ToJsonString());
        Assert.Equal("""["/delta/stop_sequence"]""", Write("""{"stream":true,"stop":"a","messages":[{"role":"user","content":"x"}]}""", Sonnet, out _)["additionalModelResponseFieldPaths"]!.ToJsonString());
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
    public void Fields_APersonWrote_AreNotWrittenOver()
    {
        var request = Write("""{"additionalModelRequestFields":{"top_k":3,"thinking":{"type":"disabled"}},"top_k":9,"other":true,"messages":[{"role":"user","content":"x"}]}""", Sonnet, out _);

        Assert.Equal("""{"top_k":3,"thinking":{"type":"disabled"},"other":true}""", request["additionalModelRequestFields"]!.ToJsonString());
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
}
