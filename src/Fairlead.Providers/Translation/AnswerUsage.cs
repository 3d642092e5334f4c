namespace Fairlead.Providers.Translation;

/// <summary>Tokens as OpenAI counts them: cached ones are part of the input, reasoning is part of the output.</summary>
internal readonly record struct AnswerUsage
{
    /// <summary>Tokens of the prompt, cached ones included.</summary>
    public int Input { get; init; }

    /// <summary>Of these, read from the vendor's cache.</summary>
    public int CachedInput { get; init; }

    /// <summary>Of these, written to the vendor's cache.</summary>
    public int CacheWrite { get; init; }

    /// <summary>Tokens of the answer, reasoning included.</summary>
    public int Output { get; init; }

    /// <summary>Of these, thought.</summary>
    public int Reasoning { get; init; }

    /// <summary>Of the input, sound.</summary>
    public int AudioInput { get; init; }

    /// <summary>Of the output, sound.</summary>
    public int AudioOutput { get; init; }

    /// <summary>Input and output.</summary>
    public int Total => Input + Output;
}
