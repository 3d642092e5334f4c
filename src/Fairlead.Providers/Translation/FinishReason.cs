namespace Fairlead.Providers.Translation;

/// <summary>Why an answer ended.</summary>
internal enum FinishReason
{
    /// <summary>Nothing said why, or the answer has not ended.</summary>
    None,

    /// <summary>It was finished, or a stop text came.</summary>
    Stop,

    /// <summary>It reached the most tokens it might have.</summary>
    Length,

    /// <summary>It calls tools.</summary>
    ToolCalls,

    /// <summary>A filter or the model itself refused.</summary>
    ContentFilter,

    /// <summary>The vendor paused a long turn: sent back as it is, it goes on (Anthropic).</summary>
    Pause,

    /// <summary>Prompt and answer filled the context window.</summary>
    ContextWindow,

    /// <summary>The model failed.</summary>
    Error,
}
