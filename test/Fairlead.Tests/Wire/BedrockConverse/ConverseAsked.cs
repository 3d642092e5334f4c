using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>Models on Bedrock of each kind, and chat requests as Converse asks them.</summary>
internal static class ConverseAsked
{
    public const string Sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    public const string Haiku3 = "anthropic.claude-3-haiku-20240307-v1:0";
    public const string Opus46 = "us.anthropic.claude-opus-4-6-v1";
    public const string Opus47 = "us.anthropic.claude-opus-4-7";
    public const string Nova2 = "us.amazon.nova-2-lite-v1:0";
    public const string Oss = "openai.gpt-oss-120b-1:0";
    public const string Llama = "us.meta.llama3-3-70b-instruct-v1:0";

    public const string Tools = """
        "tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}}},{"type":"function","function":{"name":"b"}}]
        """;

    public const string AfterCalls = """
        {"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"1"}
        """;

    public static JsonNode Write(string chat, string model, out IReadOnlyList<Loss> losses)
    {
        var conversation = Translating.Read(ChatDialect.Instance, chat);
        return JsonNode.Parse(Encoding.UTF8.GetString(Translating.Write(ConverseDialect.Instance, conversation, "bedrock", model, out losses)))!;
    }
}
