using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Tests.Translation.Fidelity;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Translation;

/// <summary>Requests that spell out every default, as frameworks do.</summary>
public sealed class SpokenDefaultsTests
{
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["openai-chat"] = """
            {"messages":[{"role":"user","content":"Hi"}],"temperature":1,"top_p":1,"n":1,"presence_penalty":0,"frequency_penalty":0.0,"logprobs":false,"top_logprobs":0,"logit_bias":{},"store":false,
             "tool_choice":"auto","parallel_tool_calls":true,"service_tier":"auto","verbosity":"medium","response_format":{"type":"text"},"modalities":["text"],"stop":[],"seed":null,"metadata":{},"stream":false}
            """,
        ["openai-responses"] = """
            {"input":"Hi","temperature":1,"top_p":1.0,"truncation":"disabled","tool_choice":"auto","parallel_tool_calls":true,"background":false,"store":true,"service_tier":"default","top_logprobs":0,
             "presence_penalty":0,"frequency_penalty":0,"text":{"format":{"type":"text"},"verbosity":"medium"},"metadata":{},"include":[],"tools":[],"reasoning":{},"instructions":null,"previous_response_id":null,
             "max_output_tokens":null,"max_tool_calls":null,"context_management":[],"stream":false}
            """,
        ["anthropic-messages"] = """
            {"max_tokens":100,"messages":[{"role":"user","content":"Hi"}],"temperature":1,"top_p":1,"stop_sequences":[],"service_tier":"auto","thinking":{"type":"disabled"},
             "tool_choice":{"type":"auto","disable_parallel_tool_use":false},"tools":[],"metadata":{},"mcp_servers":[],"container":null,"stream":false}
            """,
        ["gemini-generate-content"] = """
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"tools":[],"safetySettings":[],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}},
             "generationConfig":{"temperature":1,"topP":1,"candidateCount":1,"responseMimeType":"text/plain","presencePenalty":0,"frequencyPenalty":0,"responseLogprobs":false,"stopSequences":[],
             "responseModalities":["TEXT"],"enableEnhancedCivicAnswers":false,"thinkingConfig":{"includeThoughts":false}}}
            """,
    };

    private static readonly (string Vendor, string Model)[] More =
        [("openai", "gpt-5"), ("anthropic", "claude-opus-4-7"), ("bedrock", "us.anthropic.claude-opus-4-7-v1:0"), ("bedrock", "us.amazon.nova-pro-v1:0"), ("vertex_ai", "gemini-3-pro-preview"), ("mistral", "mistral-large-latest")];

    public static TheoryData<string, string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string, string>();
            foreach (var client in Bodies.Keys)
            {
                foreach (var upstream in FidelityTarget.Upstreams.Where(static upstream => upstream.Dialect.Surface != Surface.Completions))
                {
                    foreach (var (vendor, model) in More.Where(more => SpeaksOf(more.Vendor) == upstream.Dialect.Name).Append((upstream.Vendor, upstream.Model)).Append((upstream.Vendor, upstream.Thinker)).Distinct())
                    {
                        cells.Add(client, upstream.Dialect.Name, vendor, model);
                    }
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Default_SpeltOut_IsLostNowhere(string client, string upstream, string vendor, string model)
    {
        var conversation = Translating.Read(Named(client), Bodies[client]);

        Translating.Write(Named(upstream).For(model), conversation, vendor, model, out var losses, maxOutputTokens: 64_000);

        Assert.Empty(losses.Where(static loss => loss.Kind != LossKind.Hint).Select(static loss => $"{loss.Name}: {loss.Why}"));
    }

    [Theory]
    [InlineData("openai-chat", """{"messages":[{"role":"user","content":"Hi"}],"n":2}""", "n")]
    [InlineData("openai-chat", """{"messages":[{"role":"user","content":"Hi"}],"logit_bias":{"1":2}}""", "logit_bias")]
    [InlineData("openai-responses", """{"input":"Hi","text":{"verbosity":"low"}}""", "verbosity")]
    [InlineData("gemini-generate-content", """{"contents":[],"generationConfig":{"presencePenalty":0.5}}""", "presence_penalty")]
    public void Other_SpeltOut_IsLost(string client, string body, string name)
    {
        Translating.Write(Named("anthropic-messages"), Translating.Read(Named(client), body), "anthropic", "claude-sonnet-4-5", out var losses);

        Assert.Contains(losses, loss => loss.Kind == LossKind.Parameter && loss.Name == name);
    }

    private static string SpeaksOf(string vendor) => vendor switch
    {
        "anthropic" => "anthropic-messages",
        "bedrock" => "bedrock-converse",
        "vertex_ai" => "gemini-generate-content",
        _ => "openai-chat",
    };

    private static Dialect Named(string name) => Dialects.All.First(dialect => dialect.Name == name);
}
