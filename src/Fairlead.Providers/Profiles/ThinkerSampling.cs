using System.Collections.Frozen;

namespace Fairlead.Providers.Profiles;

/// <summary>Which parameters OpenAI's models that think refuse: they choose their words by themselves.</summary>
/// <remarks>
/// By OpenAI's model guide. From gpt-5.1 on a model takes them while it is told not to think, which is its default; what it takes then, it is asked itself. So is whether a model takes
/// <c>stop</c>: recorded o3-mini does, others are said not to.
/// </remarks>
internal static class ThinkerSampling
{
    private static readonly FrozenSet<string> Sampling =
        new[] { "temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether any parameter may be refused by a model of this name.</summary>
    public static bool Concerns(string model) => ChatQuirks.IsReasoningModel(model) && !model.Contains("-chat", StringComparison.Ordinal);

    /// <summary>Whether a model refuses a parameter.</summary>
    /// <param name="model">Its name upstream.</param>
    /// <param name="name">The parameter, in the words of the chat format.</param>
    /// <param name="isToThink">The request asks it to think.</param>
    public static bool Refuses(string model, string name, bool isToThink) =>
        Concerns(model)
        && (isToThink || !ThinksOnlyIfAsked(model))
        && Sampling.Contains(name);

    // gpt-5.1, gpt-6: neither the o-series nor gpt-5, gpt-5-mini, gpt-5-2025-08-07 …
    private static bool ThinksOnlyIfAsked(string model) => model[0] == 'g' && (model[4] > '5' || model.Length > 5 && model[5] == '.');
}
