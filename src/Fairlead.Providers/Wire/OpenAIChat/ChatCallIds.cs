using System.Globalization;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Ids of calls for vendors that give none (older Gemini and Ollama).</summary>
internal static class ChatCallIds
{
    /// <summary>The id of the n-th call of an answer: no two answers share it.</summary>
    public static string New(string answerId, int index) => string.Create(CultureInfo.InvariantCulture, $"call_{answerId}_{index}");
}
