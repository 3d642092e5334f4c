namespace Fairlead.Providers.Wire.Json;

/// <summary>A body is not what its format says it must be. Caught where the translation is called; becomes a refusal or a failed attempt.</summary>
internal sealed class WireException(string message, string? parameter = null) : Exception(message)
{
    /// <summary>The parameter at fault, as a path (<c>messages[2].content</c>); null where it is the body as a whole.</summary>
    public string? Parameter { get; } = parameter;
}
