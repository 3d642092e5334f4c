namespace Fairlead.Costs;

/// <summary>What is known of a model: how much it takes, what it can, what it costs. Null means that nobody has told it.</summary>
public sealed record ModelFacts
{
    internal static readonly ModelFacts Unknown = new() { Provider = "", Model = "" };

    /// <summary>The provider, by its canonical name.</summary>
    public required string Provider { get; init; }

    /// <summary>The row's name: the provider's name of the model, most often without a date.</summary>
    public required string Model { get; init; }

    /// <summary>Kind of model, e.g. <c>chat</c> or <c>embedding</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Most tokens of a prompt.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Most tokens of an answer.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it is known to be able to.</summary>
    public ModelCapabilities Capabilities { get; init; }

    /// <summary>What it is known not to be able to. What is in neither set is not known.</summary>
    public ModelCapabilities Lacks { get; init; }

    /// <summary>What it costs; null where nothing is known.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>Where the figures were found.</summary>
    public string Source { get; init; } = "";

    /// <summary>When they were true: the day the source was read, or written where an older copy was read. Null for rows of a file of one's own.</summary>
    public DateOnly? ReadOn { get; init; }

    /// <summary>Whether a model can do all of something: yes, no, or not known.</summary>
    /// <param name="capabilities">What is asked for.</param>
    public bool? Supports(ModelCapabilities capabilities) =>
        (Lacks & capabilities) != 0 ? false : (Capabilities & capabilities) == capabilities ? true : null;
}
