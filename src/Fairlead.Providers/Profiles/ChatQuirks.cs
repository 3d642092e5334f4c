using System.Collections.Frozen;

namespace Fairlead.Providers.Profiles;

/// <summary>How an upstream names the most tokens of an answer.</summary>
internal enum MaxTokensName
{
    /// <summary><c>max_tokens</c>, which nearly every server knows.</summary>
    MaxTokens,

    /// <summary><c>max_tokens</c> alone: the newer name is refused or passed over.</summary>
    OnlyMaxTokens,

    /// <summary><c>max_completion_tokens</c>.</summary>
    MaxCompletionTokens,

    /// <summary><c>max_completion_tokens</c> for OpenAI's reasoning models, which refuse the other (400 <c>unsupported_parameter</c>), else <c>max_tokens</c>.</summary>
    ByModel,
}

/// <summary>How earlier thoughts are given back to an upstream.</summary>
internal enum ReasoningBack
{
    /// <summary>Not: it refuses or ignores them.</summary>
    No,

    /// <summary>As <c>reasoning_content</c> (DeepSeek, Moonshot, vLLM).</summary>
    ReasoningContent,

    /// <summary>As <c>reasoning</c> (Groq, Ollama's OpenAI side).</summary>
    Reasoning,

    /// <summary>As <c>reasoning</c> and, where it signed them, <c>reasoning_details</c> (OpenRouter).</summary>
    Details,

    /// <summary>As parts <c>thinking</c> of the content, to the models that think by their name (Mistral's Magistral).</summary>
    Parts,
}

/// <summary>Where a vendor that speaks OpenAI's chat format differs from OpenAI. The defaults are what most servers do.</summary>
internal sealed record ChatQuirks
{
    /// <summary>OpenAI's newer name of the most tokens.</summary>
    public const string MaxCompletionTokens = "max_completion_tokens";

    /// <summary>What most servers do.</summary>
    public static ChatQuirks Usual { get; } = new();

    /// <summary>OpenAI itself and Azure.</summary>
    public static ChatQuirks OpenAI { get; } = new() { MaxTokens = MaxTokensName.ByModel, TopK = false, Developer = true, AssistantParts = true, Files = true, FreeTextTools = true, ThinkersRefuseSampling = true };

    /// <summary>Mistral, by its API reference and recorded refusals (422 <c>extra_forbidden</c> for members it does not know).</summary>
    public static ChatQuirks Mistral { get; } = new()
    {
        MaxTokens = MaxTokensName.OnlyMaxTokens,
        TopK = false,
        AssistantParts = true,
        Seed = "random_seed",
        RequiredChoice = "any",
        ToolIdLength = 9,
        UsageUnasked = true,
        DocumentUrl = true,
        ReasoningBack = ReasoningBack.Parts,
        Refuses = new[] { "user", "logit_bias", "logprobs", "top_logprobs", "service_tier", "store", "verbosity", "modalities", "audio" }.ToFrozenSet(StringComparer.Ordinal),
    };

    /// <summary>How it names the most tokens.</summary>
    public MaxTokensName MaxTokens { get; init; }

    /// <summary>Its models that think refuse what chooses among words: see <see cref="ThinkerSampling"/>.</summary>
    public bool ThinkersRefuseSampling { get; init; }

    /// <summary>It knows <c>top_k</c>; OpenAI refuses it.</summary>
    public bool TopK { get; init; } = true;

    /// <summary>It knows the role <c>developer</c>.</summary>
    public bool Developer { get; init; }

    /// <summary>An assistant's message may have several parts; else they are joined.</summary>
    public bool AssistantParts { get; init; }

    /// <summary>It has tools of free text (<c>type: custom</c>).</summary>
    public bool FreeTextTools { get; init; }

    /// <summary>It takes files (<c>type: file</c>).</summary>
    public bool Files { get; init; }

    /// <summary>It takes documents by address or as bytes in a part of its own, <c>document_url</c> (Mistral).</summary>
    public bool DocumentUrl { get; init; }

    /// <summary>It reads <c>cache_control</c> in messages and tools, as resellers of Claude do; others refuse or ignore it.</summary>
    public bool CacheMarks { get; init; }

    /// <summary>Its name of <c>seed</c>.</summary>
    public string Seed { get; init; } = "seed";

    /// <summary>Its word for a call that must be made.</summary>
    public string RequiredChoice { get; init; } = "required";

    /// <summary>Ids of tool calls must have just so many letters and digits; 0 for any id.</summary>
    public int ToolIdLength { get; init; }

    /// <summary>It sends the usage at the end of every stream, and refuses to be asked for it.</summary>
    public bool UsageUnasked { get; init; }

    /// <summary>How earlier thoughts are given back.</summary>
    public ReasoningBack ReasoningBack { get; init; }

    /// <summary>Parameters it refuses: asked for, they are lost.</summary>
    public FrozenSet<string> Refuses { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Even a request that is relayed must be gone through: it knows parameters by other names, or refuses some.</summary>
    public bool MendsRelay => MaxTokens == MaxTokensName.OnlyMaxTokens || Seed != "seed" || RequiredChoice != "required" || Refuses.Count > 0 || UsageUnasked;

    /// <summary>Its name of the most tokens of an answer.</summary>
    public string MaxTokensFor(string model) =>
        MaxTokens == MaxTokensName.MaxCompletionTokens || MaxTokens == MaxTokensName.ByModel && IsReasoningModel(model) ? MaxCompletionTokens : "max_tokens";

    /// <summary>Whether an assistant's thoughts go back to this model among the parts of its content.</summary>
    public bool TakesThoughtParts(string model) => ReasoningBack == ReasoningBack.Parts && model.StartsWith("magistral", StringComparison.Ordinal);

    /// <summary>Whether OpenAI's model of this name thinks: o1, o3-mini, o4-mini …, gpt-5 and later.</summary>
    public static bool IsReasoningModel(string model) =>
        model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1])
        || model.StartsWith("gpt-", StringComparison.Ordinal) && model.Length > 4 && model[4] is >= '5' and <= '9';
}
