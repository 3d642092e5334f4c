using System.Buffers;

namespace Fairlead.Configuration;

/// <summary>
/// Which provider a model name without a prefix belongs to. LiteLLM looks such names up in its price list;
/// the families below say the same for the names in it, and also for models newer than any list.
/// </summary>
internal static class BareModelNames
{
    private static readonly (string Prefix, string Provider)[] Families =
    [
        ("chatgpt-", "openai"),
        ("text-embedding-", "openai"),
        ("dall-e", "openai"),
        ("whisper", "openai"),
        ("tts", "openai"),
        ("omni-moderation", "openai"),
        ("text-moderation", "openai"),
        ("codex-mini", "openai"),
        ("davinci-002", "openai"),
        ("babbage-002", "openai"),
        ("claude-", "anthropic"),
        ("gemini-", "vertex_ai"),
        ("command-r", "cohere_chat"),
        ("command-a", "cohere_chat"),
    ];

    // Bedrock writes vendor.model, with the inference profile's region before it.
    private static readonly string[] BedrockVendors =
        ["anthropic.", "amazon.", "meta.", "mistral.", "cohere.", "ai21.", "deepseek.", "stability.", "openai.", "qwen.", "writer.", "twelvelabs.", "luma."];

    private static readonly string[] BedrockRegions = ["us.", "us-gov.", "eu.", "apac.", "jp.", "au.", "global."];

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The provider, or null when the name belongs to no family.</summary>
    public static string? Provider(string model)
    {
        if (model == "*")
        {
            return "openai";
        }

        if (model.Contains('/', StringComparison.Ordinal))
        {
            return IsReplicateVersion(model) ? "replicate" : null;
        }

        // The open-weight gpt-oss models carry the family's name but are served by others.
        if ((model.StartsWith("gpt-", StringComparison.Ordinal) && !model.StartsWith("gpt-oss", StringComparison.Ordinal))
            || model.StartsWith("ft:gpt-", StringComparison.Ordinal)
            || IsReasoningFamily(model))
        {
            return "openai";
        }

        foreach (var (prefix, provider) in Families)
        {
            if (model.StartsWith(prefix, StringComparison.Ordinal))
            {
                return provider;
            }
        }

        return IsBedrock(model) ? "bedrock" : null;
    }

    /// <summary><c>o1</c>, <c>o3-mini</c>, <c>o4-mini-2025-04-16</c>, but not <c>o1x</c>.</summary>
    private static bool IsReasoningFamily(string model) =>
        model.Length >= 2 && model[0] == 'o' && model[1] is '1' or '3' or '4' && (model.Length == 2 || model[2] == '-');

    /// <summary><c>owner/model:64 hexadecimal digits</c>.</summary>
    private static bool IsReplicateVersion(string model)
    {
        var colon = model.LastIndexOf(':');
        return colon > 0 && model.Length - colon - 1 == 64 && model.AsSpan(colon + 1).IndexOfAnyExcept(LowerHex) < 0;
    }

    private static bool IsBedrock(string model)
    {
        var name = model.AsSpan();
        foreach (var region in BedrockRegions)
        {
            if (name.StartsWith(region, StringComparison.Ordinal))
            {
                name = name[region.Length..];
                break;
            }
        }

        foreach (var vendor in BedrockVendors)
        {
            if (name.StartsWith(vendor, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
