namespace Fairlead.Providers.Translation;

/// <summary>A request as it is sent to one deployment.</summary>
/// <param name="Dialect">The format it is in.</param>
/// <param name="Body">The body.</param>
/// <param name="Losses">What has no place in that format.</param>
internal sealed record TranslatedRequest(Dialect Dialect, ReadOnlyMemory<byte> Body, IReadOnlyList<Loss> Losses)
{
    /// <summary>The names of the tools of free text that functions stand in for.</summary>
    public IReadOnlyList<string> FreeText { get; init; } = [];

    /// <inheritdoc cref="Loss.Refusal"/>
    public Loss? Refusal(bool dropParameters) => Loss.Refusal(Losses, dropParameters);
}
