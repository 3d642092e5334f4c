using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIResponses;

public sealed class ResponsesRequestTests
{
    [Theory]
    [InlineData(""" "previous_response_id":"resp_1" """, "previous_response_id", 1)]
    [InlineData(""" "conversation":"conv_1" """, "conversation", 1)]
    [InlineData(""" "prompt":{"id":"pmpt_1"} """, "prompt", 1)]
    [InlineData(""" "background":true """, "background", 0)]
    [InlineData(""" "truncation":"auto" """, "truncation", 0)]
    [InlineData(""" "tool_choice":{"type":"web_search_preview"} """, "tool_choice", 0)]
    [InlineData(""" "store":true """, "store", 2)]
    [InlineData(""" "prompt_cache_key":"k" """, "prompt_cache_key", 2)]
    public void Member_ThatOnlyThisFormatHas_IsBoundToIt(string member, string name, int loss)
    {
        var conversation = Read($$"""{"input":"x",{{member}}}""");

        Assert.Equal((name, (LossKind)loss), (Assert.Single(conversation.Bound).Name, conversation.Bound[0].Loss));
        Assert.Contains(member.Trim(), Write(conversation, "openai", "gpt-5", out _).ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(conversation.Extras);
    }

    [Theory]
    [InlineData(""" "background":false """)]
    [InlineData(""" "truncation":"disabled" """)]
    [InlineData(""" "metadata":{} """)]
    [InlineData(""" "previous_response_id":null """)]
    public void Member_ThatAsksForNothing_IsPassedOver(string member) => Assert.Empty(Read($$"""{"input":"x",{{member}}}""").Bound);

    [Fact]
    public void Reference_ToAnItem_IsContentOfItsVendor()
    {
        var conversation = Read("""{"input":[{"type":"item_reference","id":"rs_1"},{"role":"user","content":"x"}]}""");

        Assert.Equal(("input[0]", LossKind.Content), (Assert.Single(conversation.Bound).Name, conversation.Bound[0].Loss));
        Assert.Equal("rs_1", (string?)Write(conversation, "openai", "gpt-5", out _)["input"]![0]!["id"]);
    }

    [Theory]
    [InlineData("""{"input":5}""", "input")]
    [InlineData("""{"input":[5]}""", "input[0]")]
    [InlineData("""{"input":[{}]}""", "input[0]")]
    [InlineData("""{"input":[{"role":"robot","content":"x"}]}""", "input[0].role")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"smell"}]}]}""", "input[0].content")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image"}]}]}""", "input[0].content")]
    [InlineData("""{"input":[{"type":"function_call_output","output":"x"}]}""", "input[0].call_id")]
    [InlineData("""{"input":"x","tools":[{"type":"function"}]}""", "tools")]
    [InlineData("""{"input":"x","tool_choice":"perhaps"}""", "tool_choice")]
    [InlineData("""{"input":"x","text":{"format":{"type":"xml"}}}""", "text.format")]
    [InlineData("""{"input":"x","max_output_tokens":"many"}""", "max_output_tokens")]
    public void Request_ThatIsWrong_IsToldWhere(string json, string parameter) =>
        Assert.Equal(parameter, Assert.Throws<WireException>(() => Read(json)).Parameter);

    [Theory]
    [InlineData("openai", "gpt-5-nano", true)]
    [InlineData("openai", "o3-mini", true)]
    [InlineData("openai", "gpt-5-chat-latest", false)]
    [InlineData("openai", "gpt-4o", false)]
    [InlineData("groq", "openai/gpt-oss-20b", false)]
    public void Thoughts_AreAskedForEncrypted_WhereTheModelThinks(string vendor, string model, bool asks)
    {
        var request = Write(Translating.Read(ChatDialect.Instance, """{"messages":[{"role":"user","content":"x"}]}"""), vendor, model, out _);

        Assert.False((bool)request["store"]!);
        Assert.Equal(asks, request["include"]?.ToJsonString().Contains("reasoning.encrypted_content", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Store_AskedForByAChatClient_IsKept()
    {
        var request = Write(Translating.Read(ChatDialect.Instance, """{"store":true,"messages":[{"role":"user","content":"x"}]}"""), "openai", "gpt-5", out _);

        Assert.True((bool)request["store"]!);
    }

    [Theory]
    [InlineData("openai", "gAAAAABx", 1)]
    [InlineData("openai", "bm8=", 0)]
    [InlineData("xai", "bm8=", 1)]
    [InlineData("xai", "gAAAAABx", 0)]
    public void Thought_IsSentToWhoeverEncryptedIt(string vendor, string state, int times)
    {
        var conversation = Read($$"""{"input":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"{{state}}"},{"role":"assistant","content":"y"},{"role":"user","content":"x"}]}""");

        var items = Write(conversation, vendor, "m", out _)["input"]!.AsArray();

        Assert.Equal(times, items.Count(static item => (string)item!["type"]! == "reasoning"));
    }

    [Fact]
    public void Thought_OfAnotherVendor_ComesBackThroughTheClient()
    {
        var answer = new Answer();
        var choice = new AnswerChoice { Finish = FinishReason.ToolCalls };
        choice.Parts.Add(new ReasoningPart(Utf8Text.Of("Hm.")) { Signature = new SignedState(SignedBy.Anthropic, Utf8Text.Of("c2ln")) });
        choice.Parts.Add(new ReasoningPart(default) { IsEncrypted = true, Signature = new SignedState(SignedBy.Anthropic, Utf8Text.Of("aGlkZGVu")) });
        choice.Parts.Add(new ToolCallPart("call_1", "f", Utf8Text.Of("{}")));
        answer.Choices.Add(choice);

        var output = JsonNode.Parse(Translating.WriteAnswer(ResponsesDialect.Instance, answer))!["output"]!;
        var back = Read($$"""{"input":{{output.ToJsonString()}}}""");

        Assert.Equal("[Assistant]\nthought 'Hm.' signed=Anthropic:c2ln\nhidden '' signed=Anthropic:aGlkZGVu\ncall call_1 f {}\n", CanonicalText.Of(back));
    }

    [Fact]
    public void Thought_TheClientDropped_IsRestoredByTheCall()
    {
        var carrier = new ReasoningCarrier(static () => ReasoningCarriage.Cache, TimeProvider.System);
        carrier.Keep("call_1", [new ReasoningPart(Utf8Text.Of("Hm.")) { Signature = new SignedState(SignedBy.Anthropic, Utf8Text.Of("c2ln")) }], SignedState.None);
        using var body = JsonBody.Parse("""{"input":[{"role":"user","content":"x"},{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"call_1","output":"1"}]}"""u8.ToArray());

        var conversation = ResponsesDialect.Instance.ReadRequest(body, carrier);

        Assert.Equal("[User]\ntext 'x'\n[Assistant]\nthought 'Hm.' signed=Anthropic:c2ln\ncall call_1 f {}\n[Tool]\nresult call_1 error=False\n    text '1'\n", CanonicalText.Of(conversation));
    }

    [Fact]
    public void Tools_OfOpenAIs_AreLostElsewhere()
    {
        var conversation = Read("""{"input":"x","tools":[{"type":"web_search_preview"},{"type":"file_search","vector_store_ids":["vs_1"]},{"type":"mcp","server_label":"s"}]}""");

        Assert.Equal([ToolKind.WebSearch, ToolKind.Opaque, ToolKind.Opaque], conversation.Tools.Select(static tool => tool.Kind));
        Translating.Write(ChatDialect.Instance, conversation, "openai", "gpt-5", out var losses);
        Assert.Equal(2, losses.Count(static loss => loss is { Kind: LossKind.Parameter, Name: "tools" }));
        Assert.Equal(3, Write(conversation, "openai", "gpt-5", out _)["tools"]!.AsArray().Count);
    }

    [Fact]
    public void Calls_OneAfterTheOther_AreTurnsOfTheirOwn()
    {
        var conversation = Read("""
            {"input":[{"role":"user","content":"x"},
            {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":"1"},
            {"type":"function_call","call_id":"b","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"b","output":"2"}]}
            """);

        Assert.Equal([Role.User, Role.Assistant, Role.Tool, Role.Assistant, Role.Tool], conversation.Turns.Select(static turn => turn.Role));
    }

    private static Conversation Read(string json) => Translating.Read(ResponsesDialect.Instance, json);

    private static JsonNode Write(Conversation conversation, string vendor, string model, out IReadOnlyList<Loss> losses) =>
        JsonNode.Parse(Translating.Write(ResponsesDialect.Instance, conversation, vendor, model, out losses))!;
}
