namespace Fairlead.Providers.Http;

/// <summary>What a reason must not repeat: the request's own words and the credential.</summary>
/// <param name="Body">The request's body.</param>
/// <param name="ModelSpan">The model's name in it, which may be repeated.</param>
/// <param name="Secret">The credential; null without one.</param>
internal readonly record struct ReasonContext(ReadOnlyMemory<byte> Body, Range ModelSpan, string? Secret);
