using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat.Providers;

public sealed class ConversationBuilderTests
{
    private static readonly UpstreamClient Upstream = new();

    private static JsonNode Write(IEnumerable<ChatMessage> messages, ChatOptions? options = null, bool stream = false, string provider = "openai", string model = "gpt-4o") =>
        JsonNode.Parse(RequestTranslator.Write(
            ConversationBuilder.Build(messages, options, stream),
            new UpstreamEndpoint { Owner = Upstream, Vendor = VendorTable.Find(provider)! },
            WireDeployments.Of(provider, model),
            model,
            ChatDialect.Instance).Body.Span)!;

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}\nactual   {actual?.ToJsonString()}");

    [Fact]
    public void Conversation_TextOnly_WritesStrings()
    {
        var body = Write(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Grüße 👋"), new(ChatRole.Assistant, "Hi")],
            new ChatOptions { Instructions = "In German." });

        AssertJson(
            """
            {"model":"gpt-4o","messages":[
              {"role":"system","content":"In German."},
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"Grüße 👋"},
              {"role":"assistant","content":"Hi"}]}
            """,
            body);
    }

    [Fact]
    public void Images_ByUriAndByData_BecomeImageParts()
    {
        var detailed = new UriContent("https://example.com/a.png", "image/png") { AdditionalProperties = new() { ["detail"] = "low" } };
        var body = Write([new(ChatRole.User, [new TextContent("What?"), detailed, new DataContent(new byte[] { 1, 2, 3 }, "image/png")])]);

        AssertJson(
            """
            [{"type":"text","text":"What?"},
             {"type":"image_url","image_url":{"url":"https://example.com/a.png","detail":"low"}},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}]
            """,
            body["messages"]![0]!["content"]);
    }

    [Fact]
    public void AudioAndFiles_BecomeTheirParts()
    {
        var body = Write([new(ChatRole.User,
            [new DataContent(new byte[] { 1 }, "audio/wav"), new DataContent(new byte[] { 2 }, "application/pdf") { Name = "a.pdf" }, new HostedFileContent("file-1")])]);

        AssertJson(
            """
            [{"type":"input_audio","input_audio":{"data":"AQ==","format":"wav"}},
             {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,Ag=="}},
             {"type":"file","file":{"file_id":"file-1"}}]
            """,
            body["messages"]![0]!["content"]);
    }

    [Fact]
    public void ToolLoop_CallsAndResults_KeepIdsAndOrder()
    {
        var body = Write(
        [
            new(ChatRole.User, "Weather?"),
            new(ChatRole.Assistant,
            [
                new TextReasoningContent("hm"),
                new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo", ["days"] = 2 }),
                new FunctionCallContent("c2", "time"),
            ]),
            new(ChatRole.Tool,
            [
                new FunctionResultContent("c1", new Dictionary<string, object?> { ["c"] = 4.5 }),
                new FunctionResultContent("c2", "noon"),
                new FunctionResultContent("c3", null) { Exception = new InvalidOperationException("broke") },
            ]),
        ]);

        AssertJson(
            """
            [{"role":"user","content":"Weather?"},
             {"role":"assistant","content":null,"tool_calls":[
               {"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\",\"days\":2}"}},
               {"id":"c2","type":"function","function":{"name":"time","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"{\"c\":4.5}"},
             {"role":"tool","tool_call_id":"c2","content":"noon"},
             {"role":"tool","tool_call_id":"c3","content":"Error: broke"}]
            """,
            body["messages"]);
    }

    [Fact]
    public void Options_EverySetting_HasItsWireName()
    {
        var body = Write(
            [new(ChatRole.User, "x")],
            new ChatOptions
            {
                Temperature = 0.5f,
                TopP = 0.9f,
                TopK = 3,
                FrequencyPenalty = 0.25f,
                PresencePenalty = -1f,
                Seed = 42,
                MaxOutputTokens = 100,
                StopSequences = ["a", "b"],
                Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High },
                ResponseFormat = ChatResponseFormat.Json,
                AdditionalProperties = new()
                {
                    ["logit_bias"] = new JsonObject { ["50256"] = -100 },
                    ["user"] = "u1",
                    ["fairlead.tags"] = "a",
                    ["ignored"] = null,
                    ["temperature"] = 0.125,
                },
            },
            stream: true,
            provider: "groq");

        AssertJson(
            """
            {"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"stream":true,"stream_options":{"include_usage":true},
             "top_p":0.9,"frequency_penalty":0.25,"presence_penalty":-1,"seed":42,"max_tokens":100,"top_k":3,"stop":["a","b"],
             "reasoning_effort":"high","response_format":{"type":"json_object"},"logit_bias":{"50256":-100},"user":"u1","temperature":0.125}
            """,
            body);
    }

    [Theory]
    [InlineData("openai", "o3-mini", "max_completion_tokens")]
    [InlineData("azure", "gpt-5.1", "max_completion_tokens")]
    [InlineData("openai", "gpt-4o", "max_tokens")]
    [InlineData("openrouter", "o3-mini", "max_tokens")]
    [InlineData("openai", "omni-moderation", "max_tokens")]
    public void MaxOutputTokens_ByProviderAndModel_HasTheNameItIsKnownBy(string provider, string model, string member)
    {
        var body = Write([new(ChatRole.User, "x")], new ChatOptions { MaxOutputTokens = 7 }, provider: provider, model: model);

        Assert.Equal(7, (int)body[member]!);
    }

    [Fact]
    public void Tools_FunctionsAndChoice_AreOffered()
    {
        var function = AIFunctionFactory.CreateDeclaration(
            "weather", "Tells the weather.", JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}"""));

        var body = Write([new(ChatRole.User, "x")], new ChatOptions
        {
            Tools = [function],
            ToolMode = ChatToolMode.RequireSpecific("weather"),
            AllowMultipleToolCalls = false,
        });

        AssertJson(
            """
            [{"type":"function","function":{"name":"weather","description":"Tells the weather.",
              "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]
            """,
            body["tools"]);
        AssertJson("""{"type":"function","function":{"name":"weather"}}""", body["tool_choice"]);
        Assert.False((bool)body["parallel_tool_calls"]!);
    }

    [Fact]
    public void Tools_NotAFunction_IsRefusedNotDropped()
    {
        var thrown = Assert.Throws<UpstreamException>(() => Write([new(ChatRole.User, "x")], new ChatOptions { Tools = [new HostedCodeInterpreterTool()] }));

        Assert.Equal(FailureKind.Unsupported, thrown.Failure);
    }

    [Fact]
    public void ResponseFormat_Schema_IsNamedAndStrictWhenAsked()
    {
        var body = Write([new(ChatRole.User, "x")], new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}"""), "answer", "An answer."),
            AdditionalProperties = new() { ["strictJsonSchema"] = true },
        });

        AssertJson(
            """{"type":"json_schema","json_schema":{"name":"answer","description":"An answer.","schema":{"type":"object"},"strict":true}}""",
            body["response_format"]);
        Assert.Null(body["strictJsonSchema"]);
    }
}
