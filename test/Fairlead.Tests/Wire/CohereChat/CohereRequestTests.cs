using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.CohereChat;

public sealed class CohereRequestTests
{
    private const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]";

    [Theory]
    [InlineData("\"reasoning_effort\":\"low\"", """{"type":"enabled","token_budget":1024}""")]
    [InlineData("\"reasoning_effort\":\"xhigh\"", """{"type":"enabled"}""")]
    [InlineData("\"reasoning_effort\":\"none\"", """{"type":"disabled"}""")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":3000}", """{"type":"enabled","token_budget":3000}""")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}", """{"type":"disabled"}""")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"}", """{"type":"enabled"}""")]
    [InlineData("\"reasoning\":{\"exclude\":true}", null)]
    public void Thinking_WithinTokens(string asked, string? written) =>
        Assert.Equal(written, Write($$"""{{{asked}},"messages":[{"role":"user","content":"x"}]}""", out _)["thinking"]?.ToJsonString());

    [Theory]
    [InlineData("\"auto\"", "a,b", null)]
    [InlineData("\"none\"", "a,b", "NONE")]
    [InlineData("\"required\"", "a,b", "REQUIRED")]
    [InlineData("""{"type":"function","function":{"name":"b"}}""", "b", "REQUIRED")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"b"}}]}}""", "b", null)]
    public void ToolChoice_InCoheresWords(string choice, string tools, string? written)
    {
        var request = Write($$"""{"tool_choice":{{choice}},{{Tools}},"messages":[]}""", out var losses);

        Assert.Equal(tools, string.Join(',', request["tools"]!.AsArray().Select(static tool => (string)tool!["function"]!["name"]!)));
        Assert.Equal(written, (string?)request["tool_choice"]);
        Assert.Empty(losses);
    }

    [Theory]
    [InlineData(true, true, true, "")]
    [InlineData(true, false, false, "strict")]
    [InlineData(false, true, false, "strict")]
    public void Strict_IsAllToolsOrNones(bool first, bool requires, bool written, string lost)
    {
        var schema = requires ? """{"type":"object","properties":{"q":{}},"required":["q"]}""" : """{"type":"object","properties":{}}""";
        var request = Write(
            $$$"""{"tools":[{"type":"function","function":{"name":"a","parameters":{{{schema}}},"strict":{{{(first ? "true" : "false")}}} }},{"type":"function","function":{"name":"b","parameters":{{{schema}}},"strict":true}}],"messages":[]}""",
            out var losses);

        Assert.Equal(written, (bool?)request["strict_tools"] == true);
        Assert.Equal(lost, string.Join(',', losses.Select(static loss => loss.Name)));
    }

    [Theory]
    [InlineData("", """{"type":"json_object","json_schema":{"type":"object"}}""", "")]
    [InlineData(Tools + ",", null, "response_format")]
    [InlineData("\"documents\":[\"x\"],", null, "response_format")]
    public void Schema_BesideToolsOrDocuments_IsLost(string more, string? written, string lost)
    {
        var request = Write("{" + more + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}},\"messages\":[]}", out var losses);

        Assert.Equal(written, request["response_format"]?.ToJsonString());
        Assert.Equal(lost, string.Join(',', losses.Select(static loss => loss.Name)));
    }

    [Theory]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}""", "audio")]
    [InlineData("""{"type":"file","file":{"file_id":"file-1"}}""", "document")]
    [InlineData("""{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0x"}}""", "document")]
    public void Media_WithoutAPlace_IsLostContent(string part, string name)
    {
        Write($$"""{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{{part}}]}]}""", out var losses);

        Assert.Equal((LossKind.Content, name), (Assert.Single(losses).Kind, losses[0].Name));
    }

    [Fact]
    public void Thoughts_LeadToCallsAsAPlan_AndAreLeftOutElsewhere()
    {
        var request = Write("""{"messages":[{"role":"assistant","content":"y","reasoning_content":"r"},{"role":"assistant","reasoning_content":"p","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":""}}]}]}""", out var losses);

        Assert.Equal("""{"role":"assistant","content":"y"}""", request["messages"]![0]!.ToJsonString());
        Assert.Equal("""{"role":"assistant","tool_plan":"p","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{}"}}]}""", request["messages"]![1]!.ToJsonString());
        Assert.Equal("reasoning", Assert.Single(losses).Name);
    }

    [Fact]
    public void Pictures_OfATool_FollowByTheUser()
    {
        var conversation = new Conversation { Source = "anthropic-messages" };
        conversation.Turns.Add(new Turn(Role.Tool));
        var result = new ToolResultPart("t") { IsError = true };
        result.Content.AddRange([new TextPart(Utf8Text.Of("no")), new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = Utf8Text.Of("AAAA") }]);
        conversation.Turns[0].Parts.Add(result);

        var request = JsonNode.Parse(Translating.Write(CohereDialect.Instance, conversation, "cohere", "m", out _))!;

        Assert.Equal(
            """[{"role":"tool","tool_call_id":"t","content":"Error: no"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]""",
            request["messages"]!.ToJsonString());
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{"messages":[{"content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"developer","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":{}}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"audio"}]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"tool","content":[{"type":"document"}],"tool_call_id":"x"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{}]}]}""", "messages[0].tool_calls")]
    [InlineData("""{"tool_choice":"auto"}""", "tool_choice")]
    [InlineData("""{"response_format":{"type":"xml"}}""", "response_format")]
    [InlineData("""{"thinking":{}}""", "thinking")]
    [InlineData("""{"stop_sequences":[1]}""", "stop_sequences")]
    [InlineData("""{"p":"x"}""", "p")]
    public void Request_ThatIsNone_NamesThePlace(string json, string? parameter) =>
        Assert.Equal(parameter, Assert.Throws<WireException>(() => Translating.Read(CohereDialect.Instance, json)).Parameter);

    private static JsonNode Write(string chat, out IReadOnlyList<Loss> losses)
    {
        var conversation = Translating.Read(ChatDialect.Instance, chat);
        return JsonNode.Parse(Encoding.UTF8.GetString(Translating.Write(CohereDialect.Instance, conversation, "cohere_chat", "command-a-03-2025", out losses)))!;
    }
}
