namespace Fairlead.Configuration;

/// <summary>An entry of <c>model_list</c> that chooses a model by looking at the request (<c>auto_router/complexity_router</c>, <c>auto_router/rules</c>, or any other <c>auto_router/…</c> with <c>auto_router_config</c>).</summary>
public sealed record AutoRouterConfig
{
    /// <summary>Whether what no rule decides is scored; otherwise it goes to the default model.</summary>
    public bool Scores { get; init; }

    /// <summary>The models of each tier; of several one is drawn (<c>tiers</c>).</summary>
    public IReadOnlyDictionary<ComplexityTier, IReadOnlyList<string>> Tiers { get; init; } = new Dictionary<ComplexityTier, IReadOnlyList<string>>();

    /// <summary>Scores from which the next tier begins (<c>tier_boundaries</c>).</summary>
    public TierBoundaries Boundaries { get; init; } = new();

    /// <summary>What each sign counts (<c>dimension_weights</c>).</summary>
    public ComplexityWeights Weights { get; init; } = new();

    /// <summary>Tokens of the message at which its length begins to count; unset means 25 (<c>token_thresholds.simple</c>).</summary>
    public int? SimpleTokens { get; init; }

    /// <summary>Tokens of the message at which its length counts in full; unset means 800 (<c>token_thresholds.complex</c>).</summary>
    public int? ComplexTokens { get; init; }

    /// <summary>Words that count as technical, beside the built-in ones (<c>custom_technical_keywords</c>).</summary>
    public IReadOnlyList<string> TechnicalKeywords { get; init; } = [];

    /// <summary>Words that choose a tier outright; of several that are found the highest tier counts (<c>keyword_tier_rules</c>).</summary>
    public IReadOnlyList<AutoRouterRule> KeywordRules { get; init; } = [];

    /// <summary>Rules asked before anything else, in order; the first that holds decides (<c>rules</c>, Fairlead's own key).</summary>
    public IReadOnlyList<AutoRouterRule> Rules { get; init; } = [];

    /// <summary>Routes by what messages are like; null for an auto router by rule or score (<c>auto_router_config</c>).</summary>
    public SemanticRoutes? Semantic { get; init; }

    /// <summary>The model for what nothing else decides (<c>default_model</c>, or <c>complexity_router_default_model</c> beside the configuration).</summary>
    public string? DefaultModel { get; init; }
}

/// <summary>How hard a request looks.</summary>
public enum ComplexityTier
{
    /// <summary>Greetings, look-ups, short questions.</summary>
    Simple,

    /// <summary>Everyday work.</summary>
    Medium,

    /// <summary>Long, technical or many-sided.</summary>
    Complex,

    /// <summary>Asks for reasoning.</summary>
    Reasoning,
}

/// <summary>Scores from which the next tier begins. The defaults are LiteLLM's.</summary>
public sealed record TierBoundaries
{
    /// <summary>Default 0.15 (<c>simple_medium</c>).</summary>
    public double SimpleMedium { get; init; } = 0.15;

    /// <summary>Default 0.35 (<c>medium_complex</c>).</summary>
    public double MediumComplex { get; init; } = 0.35;

    /// <summary>Default 0.60 (<c>complex_reasoning</c>).</summary>
    public double ComplexReasoning { get; init; } = 0.60;
}

/// <summary>What each sign counts in a score. The defaults are LiteLLM's; what the signs are is Fairlead's own.</summary>
public sealed record ComplexityWeights
{
    /// <summary>Length; default 0.10 (<c>tokenCount</c>).</summary>
    public double TokenCount { get; init; } = 0.10;

    /// <summary>Code; default 0.30 (<c>codePresence</c>).</summary>
    public double CodePresence { get; init; } = 0.30;

    /// <summary>Words that ask for reasoning; default 0.25 (<c>reasoningMarkers</c>).</summary>
    public double ReasoningMarkers { get; init; } = 0.25;

    /// <summary>Technical terms; default 0.25 (<c>technicalTerms</c>).</summary>
    public double TechnicalTerms { get; init; } = 0.25;

    /// <summary>Greetings and plain questions, which lower the score; default 0.05 (<c>simpleIndicators</c>).</summary>
    public double SimpleIndicators { get; init; } = 0.05;

    /// <summary>Several steps; default 0.03 (<c>multiStepPatterns</c>).</summary>
    public double MultiStepPatterns { get; init; } = 0.03;

    /// <summary>Several questions; default 0.02 (<c>questionComplexity</c>).</summary>
    public double QuestionComplexity { get; init; } = 0.02;
}

/// <summary>One rule: all conditions that are set must hold.</summary>
public sealed record AutoRouterRule
{
    /// <summary>Its name in explanations; unset means its number (<c>name</c>).</summary>
    public string? Name { get; init; }

    /// <summary>The tier it chooses (<c>tier</c>).</summary>
    public ComplexityTier? Tier { get; init; }

    /// <summary>The model it chooses; one of this and the tier must be set (<c>model</c>).</summary>
    public string? Model { get; init; }

    /// <summary>Least estimated input tokens of the whole request (<c>min_tokens</c>).</summary>
    public int? MinTokens { get; init; }

    /// <summary>Most estimated input tokens of the whole request (<c>max_tokens</c>).</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Whether the request brings tools (<c>tools</c>).</summary>
    public bool? Tools { get; init; }

    /// <summary>Whether the last message holds an image (<c>images</c>).</summary>
    public bool? Images { get; init; }

    /// <summary>Words or phrases, one of which the last message holds; case aside (<c>keywords</c>).</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Routing tags, one of which the request carries (<c>tags</c>).</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Values of the request's metadata, all of which it has (<c>metadata</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Values of the request's HTTP headers, all of which it has (<c>headers</c>).</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
