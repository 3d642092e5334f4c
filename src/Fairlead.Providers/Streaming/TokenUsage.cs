namespace Fairlead.Providers.Streaming;

/// <summary>Tokens as the upstream counted them.</summary>
/// <param name="InputTokens">Tokens of the prompt, cached ones included.</param>
/// <param name="OutputTokens">Tokens of the answer, reasoning included.</param>
/// <param name="CachedTokens">Tokens of the prompt that came from the vendor's cache.</param>
/// <param name="Seconds">Seconds of sound, where a transcription is counted by them.</param>
/// <param name="WrittenTokens">Tokens of the prompt that were written to the vendor's cache.</param>
internal readonly record struct TokenUsage(int InputTokens, int OutputTokens, int CachedTokens, double Seconds = 0, int WrittenTokens = 0);
