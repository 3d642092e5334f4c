using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Whose model answers, as far as its id tells: makers differ in what they take.</summary>
internal enum ConverseFamily
{
    /// <summary>An id that does not tell: an application inference profile, a provisioned or imported model.</summary>
    Unknown,

    /// <summary>Anthropic's Claude.</summary>
    Claude,

    /// <summary>Amazon's Nova.</summary>
    Nova,

    /// <summary>OpenAI's models.</summary>
    OpenAI,

    /// <summary>Mistral's models.</summary>
    Mistral,

    /// <summary>Cohere's Command.</summary>
    Cohere,

    /// <summary>Makers whose models keep to a JSON schema by themselves: Qwen, DeepSeek, Gemma, Nemotron, MiniMax, Kimi.</summary>
    OpenWeights,

    /// <summary>Any other: Llama, Jamba, Titan …</summary>
    Other,
}

/// <summary>What a model on Bedrock takes, by its id. The facts are those of Bedrock's user guide and of recorded refusals.</summary>
/// <param name="Family">Whose it is.</param>
/// <param name="Version">Ten times its version, as far as it matters: 37 is Claude 3.7, 20 is Nova 2; 0 where the id does not say.</param>
/// <param name="Id">The id without region, road and place.</param>
internal readonly record struct ConverseModel(ConverseFamily Family, int Version, string Id)
{
    /// <summary>Claude 4.6: from here on the model itself decides how long it thinks.</summary>
    private const int AdaptiveClaude = 46;

    /// <summary>Claude 4.7: no budgets and no sampling parameters any more.</summary>
    private const int PlainClaude = 47;

    private static readonly string[] OpenWeightMakers = ["qwen", "deepseek", "google", "nvidia", "minimax", "moonshot", "moonshotai"];

    /// <summary>Whose signatures its reasoning carries.</summary>
    public SignedBy Signs => Family is ConverseFamily.Claude or ConverseFamily.Unknown ? SignedBy.Anthropic : SignedBy.Amazon;

    /// <summary>It is Claude, or may be.</summary>
    public bool IsClaude => Family is ConverseFamily.Claude or ConverseFamily.Unknown;

    /// <summary>Cache points may stand in messages and in the system prompt.</summary>
    public bool Caches => Family is ConverseFamily.Claude or ConverseFamily.Nova or ConverseFamily.Unknown;

    /// <summary>Cache points may stand among the tools.</summary>
    public bool CachesTools => IsClaude;

    /// <summary>It can be made to call some tool (<c>any</c>).</summary>
    public bool CanBeMadeToCall => Family is not (ConverseFamily.Cohere or ConverseFamily.Other);

    /// <summary>It can be made to call a certain tool: Claude and Nova only, by the API's reference.</summary>
    public bool CanBeMadeToCallOne => Family is ConverseFamily.Claude or ConverseFamily.Nova or ConverseFamily.Unknown;

    /// <summary>It reads the <c>status</c> of a tool's result: Claude and Nova only, by the API's reference.</summary>
    public bool ReadsStatus => CanBeMadeToCallOne;

    /// <summary>It keeps to a JSON schema by itself (<c>outputConfig</c>, <c>strict</c>).</summary>
    public bool KeepsToSchemas => Family switch
    {
        ConverseFamily.Claude => Version >= 45,
        ConverseFamily.OpenAI => true,
        ConverseFamily.OpenWeights => !Id.Contains("deepseek.r1", StringComparison.Ordinal),
        ConverseFamily.Mistral => Id.Contains("ministral", StringComparison.Ordinal)
            || Id.Contains("magistral", StringComparison.Ordinal)
            || Id.Contains("voxtral", StringComparison.Ordinal)
            || Id.Contains("mistral-large-3", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>It decides itself how long it thinks; a budget is refused, or will be.</summary>
    public bool ThinksAdaptively => Family == ConverseFamily.Claude && Version >= AdaptiveClaude;

    /// <summary>It takes no <c>temperature</c>, <c>topP</c> or <c>top_k</c>.</summary>
    public bool RefusesSampling => Family == ConverseFamily.Claude && Version >= PlainClaude;

    /// <summary>It takes <c>temperature</c> or <c>topP</c>, not both.</summary>
    public bool SamplesByOne => Family == ConverseFamily.Claude && Version >= 41;

    /// <summary>What a name tells.</summary>
    /// <param name="model">The model's name upstream, as configured or asked for.</param>
    public static ConverseModel Of(string model)
    {
        var id = BedrockModelName.Of(model).Id;
        // arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-…
        var slash = id.LastIndexOf('/');
        var name = slash < 0 ? id : id[(slash + 1)..];
        foreach (var part in name.Split('.').SkipLast(1))
        {
            if (FamilyOf(part, name) is { } family)
            {
                return new ConverseModel(family, VersionOf(family, name), name);
            }
        }

        return new ConverseModel(ConverseFamily.Unknown, 0, name);
    }

    // The parts before the last are a place ("us", "global") and the maker.
    private static ConverseFamily? FamilyOf(string part, string name) => part switch
    {
        "anthropic" => ConverseFamily.Claude,
        "amazon" => name.Contains("nova", StringComparison.Ordinal) ? ConverseFamily.Nova : ConverseFamily.Other,
        "openai" => ConverseFamily.OpenAI,
        "mistral" => ConverseFamily.Mistral,
        "cohere" => ConverseFamily.Cohere,
        "meta" or "ai21" or "writer" or "stability" or "zai" => ConverseFamily.Other,
        _ => OpenWeightMakers.Contains(part) ? ConverseFamily.OpenWeights : null,
    };

    private static int VersionOf(ConverseFamily family, string name)
    {
        if (family == ConverseFamily.Nova)
        {
            return name.Contains("nova-2", StringComparison.Ordinal) ? 20 : 10;
        }

        if (family != ConverseFamily.Claude)
        {
            return 0;
        }

        return ClaudeVersion.Of(name);
    }
}
