using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OllamaChat;

public sealed class OllamaRequestTests
{
    private const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]";

    [Theory]
    [InlineData("qwen3", "\"reasoning_effort\":\"high\"", "true")]
    [InlineData("qwen3", "\"reasoning_effort\":\"none\"", "false")]
    [InlineData("qwen3", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":3000}", "true")]
    [InlineData("qwen3", "\"thinking\":{\"type\":\"disabled\"}", "false")]
    [InlineData("qwen3", "\"thinking\":{\"type\":\"adaptive\"}", "true")]
    [InlineData("qwen3", "\"reasoning\":{\"exclude\":true}", null)]
    [InlineData("gpt-oss:20b", "\"reasoning_effort\":\"minimal\"", "\"low\"")]
    [InlineData("gpt-oss:20b", "\"reasoning_effort\":\"none\"", "\"low\"")]
    [InlineData("gpt-oss:20b", "\"reasoning_effort\":\"xhigh\"", "\"high\"")]
    [InlineData("gpt-oss:20b", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}", "\"medium\"")]
    [InlineData("gpt-oss:20b", "\"thinking\":{\"type\":\"adaptive\"}", null)]
    [InlineData("qwen3", "\"think\":\"own\"", "\"own\"")]
    public void Thinking_AsTheModelTakesIt(string model, string asked, string? written)
    {
        var request = Write($$"""{{{asked}},"messages":[{"role":"user","content":"x"}]}""", out _, model);

        Assert.Equal(written, request["think"]?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"type":"json_object"}""", "\"json\"")]
    [InlineData("""{"type":"text"}""", null)]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"n"}}""", "\"json\"")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}""", """{"type":"object"}""")]
    public void Format_AsTheAnswerMustBe(string format, string? written)
    {
        var request = Write($$"""{"response_format":{{format}},"messages":[]}""", out var losses);

        Assert.Equal(written, request["format"]?.ToJsonString());
        Assert.Empty(losses);
    }

    [Theory]
    [InlineData("\"auto\"", 2, "")]
    [InlineData("\"none\"", 0, "")]
    [InlineData("\"required\"", 2, "tool_choice")]
    [InlineData("""{"type":"function","function":{"name":"b"}}""", 2, "tool_choice")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"b"}}]}}""", 1, "")]
    public void ToolChoice_AsFarAsThereIsOne(string choice, int count, string lost)
    {
        var request = Write($$"""{"tool_choice":{{choice}},{{Tools}},"messages":[]}""", out var losses);

        Assert.Equal(count, request["tools"]?.AsArray().Count ?? 0);
        Assert.Equal(lost, string.Join(',', losses.Select(static loss => loss.Name)));
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}""", "image")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}""", "audio")]
    [InlineData("""{"type":"file","file":{"file_id":"file-1"}}""", "document")]
    public void Media_WithoutAPlace_IsLostContent(string part, string name)
    {
        Write($$"""{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{{part}}]}]}""", out var losses);

        Assert.Equal((LossKind.Content, name), (Assert.Single(losses).Kind, losses[0].Name));
    }

    [Fact]
    public void Document_ThatIsText_IsTold()
    {
        var conversation = new Conversation { Source = "anthropic-messages" };
        conversation.Turns.Add(new Turn(Role.User));
        conversation.Turns[0].Parts.Add(new MediaPart(MediaKind.Document) { Text = Utf8Text.Of("the document") });

        var request = JsonNode.Parse(Translating.Write(OllamaDialect.Instance, conversation, "ollama", "m", out var losses))!;

        Assert.Empty(losses);
        Assert.Equal("the document", (string)request["messages"]![0]!["content"]!);
    }

    [Fact]
    public void Error_OfATool_IsText()
    {
        var conversation = new Conversation { Source = "anthropic-messages" };
        conversation.Turns.Add(new Turn(Role.Tool));
        var result = new ToolResultPart("t") { IsError = true, Name = "clock" };
        result.Content.Add(new TextPart(Utf8Text.Of("no")));
        conversation.Turns[0].Parts.Add(result);

        var request = JsonNode.Parse(Translating.Write(OllamaDialect.Instance, conversation, "ollama", "m", out var losses))!;

        Assert.Equal("""{"role":"tool","tool_name":"clock","tool_call_id":"t","content":"Error: no"}""", request["messages"]![0]!.ToJsonString());
        Assert.Equal(LossKind.Hint, Assert.Single(losses).Kind);
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{"messages":[{"content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"developer","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":[]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"x","images":[1]}]}""", "messages[0].images")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{}]}]}""", "messages[0].tool_calls")]
    [InlineData("""{"format":"xml"}""", "format")]
    [InlineData("""{"think":1}""", "think")]
    [InlineData("""{"options":[]}""", "options")]
    [InlineData("""{"options":{"num_predict":"x"}}""", "options.num_predict")]
    [InlineData("""{"options":{"stop":[1]}}""", "options.stop")]
    [InlineData("""{"stream":"yes"}""", "stream")]
    public void Request_ThatIsNone_NamesThePlace(string json, string? parameter) =>
        Assert.Equal(parameter, Assert.Throws<WireException>(() => Translating.Read(OllamaDialect.Instance, json)).Parameter);

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"stream":true}""", true)]
    [InlineData("""{"stream":false,"format":"","options":{"num_predict":-1}}""", false)]
    public void Request_Streams_UnlessItSaysOtherwise(string json, bool streams)
    {
        var conversation = Translating.Read(OllamaDialect.Instance, json);

        Assert.Equal(streams, conversation.Stream);
        Assert.Null(conversation.Output);
        Assert.Null(conversation.MaxOutputTokens);
        Assert.Equal(streams, (bool)JsonNode.Parse(Translating.Write(OllamaDialect.Instance, conversation, "ollama", "m", out _))!["stream"]!);
    }

    private static JsonNode Write(string chat, out IReadOnlyList<Loss> losses, string model = "llama3.2")
    {
        var conversation = Translating.Read(ChatDialect.Instance, chat);
        return JsonNode.Parse(Encoding.UTF8.GetString(Translating.Write(OllamaDialect.Instance, conversation, "ollama", model, out losses)))!;
    }
}
