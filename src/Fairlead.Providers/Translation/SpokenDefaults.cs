namespace Fairlead.Providers.Translation;

/// <summary>What a request spells out though it would be so anyway, as frameworks do. To say it is to say nothing: no format lacks a place for that.</summary>
internal static class SpokenDefaults
{
    /// <summary>A conversation without what every model does anyway; itself where it says none of that.</summary>
    /// <param name="conversation">The conversation, with what the deployment brings along: what a request spells out goes before that. Not changed.</param>
    public static Conversation Without(Conversation conversation)
    {
        if (conversation is { Choices: not 1, PresencePenalty: not 0, FrequencyPenalty: not 0, Logprobs: not false } && !IsNoLogprobs(conversation))
        {
            return conversation;
        }

        var rest = conversation.Copy();
        rest.Choices = rest.Choices == 1 ? null : rest.Choices;
        rest.PresencePenalty = rest.PresencePenalty == 0 ? null : rest.PresencePenalty;
        rest.FrequencyPenalty = rest.FrequencyPenalty == 0 ? null : rest.FrequencyPenalty;
        rest.TopLogprobs = IsNoLogprobs(rest) ? null : rest.TopLogprobs;
        rest.Logprobs = rest.Logprobs == false ? null : rest.Logprobs;
        return rest;
    }

    /// <summary>Whether what has no place is what most models do anyway. It is sent to those that have a place: some (Cohere, Ollama) have other defaults.</summary>
    public static bool IsOne(Loss loss, Conversation conversation) => loss.Name switch
    {
        "temperature" => conversation.Temperature == 1,
        "top_p" => conversation.TopP == 1,
        "parallel_tool_calls" => conversation.ParallelToolCalls == true,
        "tool_choice" => conversation.ToolChoice is null or { Mode: ToolMode.Auto, Allowed: null },
        "service_tier" => conversation.ServiceTier is "auto" or "default",
        "verbosity" => conversation.Verbosity == "medium",
        "response_format" => conversation.Output is null or { Kind: OutputKind.Text },
        "modalities" => conversation.Extras.Exists(static extra => extra.Name == "modalities" && IsTextOnly(extra.Value)),
        _ => conversation.Extras.Exists(extra => extra.Name == loss.Name && extra.IsKnown && IsNothing(extra.Value.Span))
            || conversation.Bound.Exists(bound => bound.Name == loss.Name && IsNothing(bound.Value.Span)),
    };

    private static bool IsNoLogprobs(Conversation conversation) => conversation is { TopLogprobs: 0, Logprobs: not true };

    private static bool IsTextOnly(RawJson modalities) => modalities.ToString().Trim('[', ']', ' ', '\t', '\r', '\n') == "\"text\"";

    // Of members that the client's format defines: of a vendor's own, false may be what matters.
    private static bool IsNothing(ReadOnlySpan<byte> json) => json.SequenceEqual("false"u8) || json.SequenceEqual("\"\""u8) || json is [(byte)'[' or (byte)'{', .. var within, _] && within.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
