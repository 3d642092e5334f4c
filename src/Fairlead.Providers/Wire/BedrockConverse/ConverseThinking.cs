using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>How a model is asked to think, and what it takes no more because of it.</summary>
internal readonly record struct ConverseThinking()
{
    /// <summary>Members for the model.</summary>
    public IReadOnlyList<(string Name, RawJson Value)> Fields { get; init; } = [];

    /// <summary>Most tokens of the answer, where thinking needs more room than was asked for.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>No temperature but 1, no top_k (Claude).</summary>
    public bool TakesNoSampling { get; init; }

    /// <summary>It cannot be made to call a tool meanwhile (Claude).</summary>
    public bool TakesNoForcing { get; init; }

    /// <summary>No most tokens either (Nova, at its highest effort).</summary>
    public bool TakesNoLimits { get; init; }
}
