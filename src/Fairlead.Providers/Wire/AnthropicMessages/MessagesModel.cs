namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>What a model takes, by its name. The facts are those of Anthropic's documentation and of recorded refusals.</summary>
/// <param name="Version">Ten times Claude's version; 0 where the name does not say: other makers speak the format too.</param>
internal readonly record struct MessagesModel(int Version)
{
    /// <summary>Claude 4.6: from here on the model itself decides how long it thinks.</summary>
    private const int AdaptiveClaude = 46;

    /// <summary>Claude 4.7: no budgets and no sampling parameters any more.</summary>
    private const int PlainClaude = 47;

    /// <summary>It can think.</summary>
    public bool Thinks => Version is 0 or >= 37;

    /// <summary>It decides itself how long it thinks; a budget is taken for one version more.</summary>
    public bool ThinksAdaptively => Version >= AdaptiveClaude;

    /// <summary>It takes no budget, and shows its thoughts only when asked.</summary>
    public bool RefusesBudgets => Version >= PlainClaude;

    /// <summary>It takes an effort (<c>output_config.effort</c>).</summary>
    public bool TakesEffort => Version >= 45;

    /// <summary>It takes no <c>temperature</c>, <c>top_p</c> or <c>top_k</c>.</summary>
    public bool RefusesSampling => Version >= PlainClaude;

    /// <summary>It takes <c>temperature</c> or <c>top_p</c>, not both.</summary>
    public bool SamplesByOne => Version >= 41;

    /// <summary>It keeps to a JSON schema by itself.</summary>
    public bool KeepsToSchemas => Version >= 45;

    /// <summary>The efforts it knows stop short of <c>xhigh</c>: refused with "does not support effort level".</summary>
    public bool LacksHighest => Version < PlainClaude;

    /// <summary>What a name tells.</summary>
    public static MessagesModel Of(string model) => new(ClaudeVersion.Of(model));
}
