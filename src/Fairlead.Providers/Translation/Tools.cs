namespace Fairlead.Providers.Translation;

/// <summary>What kind of tool the model may use.</summary>
internal enum ToolKind
{
    /// <summary>A function of the client's, with a JSON schema.</summary>
    Function,

    /// <summary>A tool of the client's that takes free text (OpenAI's custom tools).</summary>
    Custom,

    /// <summary>The vendor searches the web.</summary>
    WebSearch,

    /// <summary>A tool that only its own format knows.</summary>
    Opaque,
}

/// <summary>A tool the model may use.</summary>
internal sealed record ToolDefinition
{
    /// <summary>What kind.</summary>
    public ToolKind Kind { get; init; }

    /// <summary>Its name; empty for the vendor's own.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it does, for the model.</summary>
    public string? Description { get; init; }

    /// <summary>JSON schema of a function's arguments; empty for none. For a custom tool its format (grammar).</summary>
    public RawJson Schema { get; init; }

    /// <summary>The arguments must keep to the schema; null where the request does not say.</summary>
    public bool? Strict { get; init; }

    /// <inheritdoc cref="Part.CacheControl"/>
    public RawJson CacheControl { get; init; }

    /// <summary>The <see cref="Translation.Dialect.Name"/> that <see cref="Json"/> is in.</summary>
    public string? Dialect { get; init; }

    /// <summary>A vendor's own tool as it came.</summary>
    public RawJson Json { get; init; }
}

/// <summary>Whether the model must call.</summary>
internal enum ToolMode
{
    /// <summary>As it likes.</summary>
    Auto,

    /// <summary>It must not.</summary>
    None,

    /// <summary>It must call some tool.</summary>
    Required,

    /// <summary>It must call this one.</summary>
    Named,
}

/// <summary>Which tools the model is to call.</summary>
/// <param name="Mode">Whether it must.</param>
/// <param name="Name">The one it must call; null but for <see cref="ToolMode.Named"/>.</param>
internal readonly record struct ToolChoice(ToolMode Mode, string? Name = null)
{
    /// <summary>The only tools it may choose of; null for all.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }
}
