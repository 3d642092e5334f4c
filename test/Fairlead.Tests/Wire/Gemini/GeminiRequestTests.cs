using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Gemini;

public sealed class GeminiRequestTests
{
    [Theory]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingBudget":0,"includeThoughts":false}""")]
    [InlineData("gemini-2.5-flash", "low", """{"thinkingBudget":1024,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-pro", "none", """{"thinkingBudget":128,"includeThoughts":false}""")]
    [InlineData("gemini-2.5-flash-lite", "minimal", """{"thinkingBudget":512,"includeThoughts":true}""")]
    [InlineData("gemini-3-pro-preview", "medium", """{"thinkingLevel":"high","includeThoughts":true}""")]
    [InlineData("gemini-3.1-pro-preview", "medium", """{"thinkingLevel":"medium","includeThoughts":true}""")]
    [InlineData("gemini-3-flash-preview", "none", """{"thinkingLevel":"minimal","includeThoughts":false}""")]
    [InlineData("gemini-flash-latest", "xhigh", """{"thinkingLevel":"high","includeThoughts":true}""")]
    public void Effort_IsWhatTheModelTakes(string model, string effort, string expected)
    {
        var json = Write($$"""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"{{effort}}"}""", model, out _);

        Assert.Equal(expected, json["generationConfig"]!["thinkingConfig"]!.ToJsonString());
    }

    [Fact]
    public void Effort_OfAModelThatDoesNotThink_IsLost()
    {
        Write("""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"high"}""", "gemini-2.0-flash", out var losses);

        Assert.Equal((LossKind.Parameter, "reasoning_effort"), (Assert.Single(losses).Kind, losses[0].Name));
    }

    [Fact]
    public void Calls_WithoutASignature_GetThePlaceholderOnlyWhereItIsAskedFor()
    {
        const string Request = """
            {"messages":[{"role":"user","content":"a"},
            {"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"x"},
            {"role":"assistant","content":"done"},{"role":"user","content":"b"},
            {"role":"assistant","tool_calls":[{"id":"2","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"3","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"2","content":"x"},{"role":"tool","tool_call_id":"3","content":"y"}]}
            """;

        var three = Calls(Write(Request, "gemini-3-flash-preview", out _));
        var two = Calls(Write(Request, "gemini-2.5-flash", out _));

        Assert.Equal([null, "skip_thought_signature_validator", null], three);
        Assert.Equal([null, null, null], two);

        static IEnumerable<string?> Calls(JsonNode json) => json["contents"]!.AsArray()
            .SelectMany(static content => content!["parts"]!.AsArray())
            .Where(static part => part!["functionCall"] is not null)
            .Select(static part => (string?)part!["thoughtSignature"]);
    }

    [Fact]
    public void Url_OfAPicture_IsContentThatHasNoPlace()
    {
        Write("""{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""", "gemini-2.5-flash", out var losses);

        Assert.Equal(LossKind.Content, Assert.Single(losses).Kind);
    }

    [Fact]
    public void Results_WithoutIds_FindTheirCalls()
    {
        var conversation = Translating.Read(GeminiDialect.Instance, File.ReadAllText(GoldenFile.PathOf("golden/full.gemini.json")));

        var calls = conversation.Turns.SelectMany(static turn => turn.Parts).OfType<ToolCallPart>().Select(static call => call.Id);
        var results = conversation.Turns.SelectMany(static turn => turn.Parts).OfType<ToolResultPart>().Select(static result => result.CallId);
        Assert.Equal(["call_1", "call_2", "own"], calls);
        Assert.Equal(["call_1", "own", "call_2"], results);
    }

    [Fact]
    public void Request_WrittenAndRead_IsTheSame()
    {
        var conversation = Translating.Read(GeminiDialect.Instance, File.ReadAllText(GoldenFile.PathOf("golden/full.gemini.json")));

        var bytes = Translating.Write(GeminiDialect.Instance, conversation, "gemini", "gemini-3-flash-preview", out var losses);

        Assert.Empty(losses);
        Assert.Equal(CanonicalText.Of(conversation), CanonicalText.Of(Translating.Read(GeminiDialect.Instance, Encoding.UTF8.GetString(bytes))));
    }

    [Fact]
    public void Anything_ThatIsALittleWrong_IsReadOrRefused()
    {
        foreach (var file in (ReadOnlySpan<string>)["golden/full.gemini.json", "golden/full.three.txt"])
        {
            var json = File.ReadAllText(GoldenFile.PathOf(file));
            json = json[..(json.LastIndexOf('}') + 1)];
            for (var seed = 0; seed < 3000; seed++)
            {
                try
                {
                    var conversation = Translating.Read(GeminiDialect.Instance, JsonMutation.Of(json, seed));
                    Translating.Write(GeminiDialect.Instance, conversation, "gemini", "gemini-2.0-flash", out _);
                }
                catch (WireException)
                {
                    // Refused, in words.
                }
            }
        }
    }

    [Fact]
    public void Answers_ThatAreALittleWrong_AreReadOrRefused()
    {
        var json = File.ReadAllText(GoldenFile.PathOf("golden/answer.gemini.json"));
        for (var seed = 0; seed < 3000; seed++)
        {
            var mutated = JsonMutation.Of(json, seed);
            try
            {
                Translating.WriteAnswer(GeminiDialect.Instance, Translating.ReadAnswer(GeminiDialect.Instance, Encoding.UTF8.GetBytes(mutated)));
            }
            catch (WireException)
            {
                // Refused, in words.
            }

            Translating.ReadStream(GeminiDialect.Instance, Encoding.UTF8.GetBytes($"data: {mutated}\r\n\r\n"), out _);
        }
    }

    private static JsonNode Write(string chat, string model, out IReadOnlyList<Loss> losses) =>
        JsonNode.Parse(Translating.Write(GeminiDialect.Instance, Translating.Read(ChatDialect.Instance, chat), "gemini", model, out losses))!;
}
