using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads what a message, or a stream's delta, says: reasoning, text, refusal.</summary>
internal static class ContentReader
{
    public static void Read(JsonElement message, IList<AIContent> contents)
    {
        // DeepSeek, xAI, vLLM, LiteLLM; then Groq, OpenRouter, Ollama, newer vLLM.
        if ((message.Text("reasoning_content"u8) ?? message.Text("reasoning"u8)) is { } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        if (message.Text("content"u8) is { } text)
        {
            contents.Add(new TextContent(text));
        }
        else if (message.TryArray("content"u8, out var parts))
        {
            foreach (var part in parts.EnumerateArray())
            {
                ReadPart(part, contents);
            }
        }

        if (message.Text("refusal"u8) is { } refusal)
        {
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        }
    }

    // Mistral: an array of text and thinking parts.
    private static void ReadPart(JsonElement part, IList<AIContent> contents)
    {
        if (part.TryArray("thinking"u8, out var thoughts))
        {
            foreach (var thought in thoughts.EnumerateArray())
            {
                if (thought.Text("text"u8) is { } thinking)
                {
                    contents.Add(new TextReasoningContent(thinking));
                }
            }
        }
        else if (part.Text("text"u8) is { } text)
        {
            contents.Add(new TextContent(text));
        }
    }
}
