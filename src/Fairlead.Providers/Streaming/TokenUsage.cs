namespace Fairlead.Providers.Streaming;

/// <summary>Tokens as the upstream counted them.</summary>
/// <param name="InputTokens">Tokens of the prompt, cached ones included.</param>
/// <param name="OutputTokens">Tokens of the answer, reasoning included.</param>
/// <param name="CachedTokens">Tokens of the prompt that came from the vendor's cache.</param>
internal readonly record struct TokenUsage(int InputTokens, int OutputTokens, int CachedTokens);
