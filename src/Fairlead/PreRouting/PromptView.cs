namespace Fairlead.PreRouting;

/// <summary>What an auto router looks at. Lives on the stack only as long as the choice takes: nothing of it is kept.</summary>
public readonly ref struct PromptView
{
    /// <summary>Text of the last message of the user.</summary>
    public ReadOnlySpan<char> Text { get; init; }

    /// <summary>Estimated input tokens of the whole request.</summary>
    public int InputTokens { get; init; }

    /// <summary>The request brings tools.</summary>
    public bool HasTools { get; init; }

    /// <summary>The last message holds an image.</summary>
    public bool HasImages { get; init; }

    /// <summary>Routing tags; null for none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Looks up a value of the request's metadata; null where there is no metadata.</summary>
    public Func<string, string?>? Metadata { get; init; }

    /// <summary>Looks up a header; null where there are no headers.</summary>
    public Func<string, string?>? Header { get; init; }
}
