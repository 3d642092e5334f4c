namespace Fairlead.Providers.Translation;

/// <summary>What form the answer must have.</summary>
internal enum OutputKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Some JSON.</summary>
    Json,

    /// <summary>JSON by a schema.</summary>
    Schema,
}

/// <summary>The form the answer must have.</summary>
internal sealed record OutputFormat(OutputKind Kind)
{
    /// <summary>The schema's name.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON schema.</summary>
    public RawJson Schema { get; init; }

    /// <summary>The answer must keep to the schema strictly; null where the request does not say.</summary>
    public bool? Strict { get; init; }
}
