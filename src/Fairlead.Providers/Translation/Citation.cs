namespace Fairlead.Providers.Translation;

/// <summary>What a piece of an answer rests on.</summary>
internal sealed record Citation
{
    /// <summary>Where it is from; null for a document of the request.</summary>
    public string? Url { get; init; }

    /// <summary>Its title.</summary>
    public string? Title { get; init; }

    /// <summary>The words cited.</summary>
    public string? CitedText { get; init; }

    /// <summary>First character of the answer's text that rests on it; null where the vendor does not say.</summary>
    public int? Start { get; init; }

    /// <summary>The character after the last.</summary>
    public int? End { get; init; }

    /// <summary>The <see cref="Translation.Dialect.Name"/> that <see cref="Json"/> is in.</summary>
    public string? Dialect { get; init; }

    /// <summary>The citation as it came.</summary>
    public RawJson Json { get; init; }
}
