using System.Text.Json;

namespace Fairlead.Providers.Streaming;

/// <summary>Reads the value of <c>usage</c>, and of Google's <c>usageMetadata</c>: the names of all formats, told apart by themselves.</summary>
internal static class UsageJson
{
    /// <summary>Reads a usage object; what follows it does not matter.</summary>
    /// <param name="json">Bytes that begin with the object's brace.</param>
    /// <param name="usage">The counts.</param>
    /// <returns>False when it is no object, is not whole, or holds no count.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out TokenUsage usage)
    {
        usage = default;
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        var input = 0;
        var output = 0;
        var cached = 0;
        var reasoning = 0;
        var total = 0;
        // Anthropic counts what is in its cache beside the input. Others that tell these counts too have OpenAI's names for the rest.
        var isAnthropic = true;
        var read = 0;
        var written = 0;
        // Google counts these two beside the answer and the prompt.
        var thoughts = 0;
        var tools = 0;
        var seconds = 0.0;
        var any = false;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.CurrentDepth >= 1)
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var depth = reader.CurrentDepth;
                if (depth == 1 && (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("promptTokenCount"u8)))
                {
                    any |= TryCount(ref reader, ref input);
                    isAnthropic = false;
                }
                // Cohere's counts lie one deeper: those that are billed, then those there were.
                else if (depth <= 2 && reader.ValueTextEquals("input_tokens"u8) || depth == 1 && reader.ValueTextEquals("inputTokens"u8))
                {
                    any |= TryCount(ref reader, ref input);
                }
                else if (depth == 1 && (reader.ValueTextEquals("cache_read_input_tokens"u8) || reader.ValueTextEquals("cacheReadInputTokens"u8)))
                {
                    TryCount(ref reader, ref read);
                }
                else if (depth == 1 && (reader.ValueTextEquals("cache_creation_input_tokens"u8) || reader.ValueTextEquals("cacheWriteInputTokens"u8)))
                {
                    TryCount(ref reader, ref written);
                }
                else if (depth <= 2 && reader.ValueTextEquals("output_tokens"u8)
                    || depth == 1 && (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("outputTokens"u8) || reader.ValueTextEquals("candidatesTokenCount"u8)))
                {
                    any |= TryCount(ref reader, ref output);
                }
                else if (depth == 1 && (reader.ValueTextEquals("total_tokens"u8) || reader.ValueTextEquals("totalTokens"u8) || reader.ValueTextEquals("totalTokenCount"u8)))
                {
                    any |= TryCount(ref reader, ref total);
                }
                else if (depth == 1 && reader.ValueTextEquals("thoughtsTokenCount"u8))
                {
                    TryCount(ref reader, ref thoughts);
                }
                else if (depth == 1 && reader.ValueTextEquals("toolUsePromptTokenCount"u8))
                {
                    TryCount(ref reader, ref tools);
                }
                else if (depth == 1 && reader.ValueTextEquals("cachedContentTokenCount"u8))
                {
                    TryCount(ref reader, ref cached);
                }
                else if (depth == 1 && reader.ValueTextEquals("seconds"u8))
                {
                    any |= reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out seconds);
                }
                // Cohere and Moonshot have them beside the others; DeepSeek has its own name for them.
                else if (depth <= 2 && reader.ValueTextEquals("cached_tokens"u8) || depth == 1 && reader.ValueTextEquals("prompt_cache_hit_tokens"u8))
                {
                    TryCount(ref reader, ref cached);
                }
                else if (depth == 2 && reader.ValueTextEquals("cache_write_tokens"u8))
                {
                    TryCount(ref reader, ref written);
                }
                else if (depth == 2 && reader.ValueTextEquals("reasoning_tokens"u8))
                {
                    TryCount(ref reader, ref reasoning);
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        // Rankings and embeddings of Voyage, Jina and their like tell a total alone: all of it went in.
        if (!any && total > 0)
        {
            input = total;
            any = true;
        }

        if (!any || reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != 0)
        {
            return false;
        }

        input = (int)Math.Min((long)input + tools, int.MaxValue);
        if (thoughts > 0 && !(output >= thoughts && total == (long)input + output))
        {
            // Some of Google's models have counted thoughts within; the total tells.
            output = (int)Math.Min((long)output + thoughts, int.MaxValue);
        }

        // xAI leaves reasoning out of the answer's count; its total gives it away.
        if (reasoning > 0 && total == (long)input + output + reasoning)
        {
            output += reasoning;
        }

        if (isAnthropic)
        {
            input = (int)Math.Min((long)input + read + written, int.MaxValue);
            cached = Math.Max(cached, read);
        }

        usage = new TokenUsage(input, output, cached, seconds is > 0 and < int.MaxValue ? seconds : 0, written);
        return true;
    }

    private static bool TryCount(ref Utf8JsonReader reader, ref int count)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        // Some servers write 12.0.
        if (reader.TryGetInt32(out var whole))
        {
            count = Math.Max(0, whole);
            return true;
        }

        if (reader.TryGetDouble(out var real) && real is >= 0 and <= int.MaxValue)
        {
            count = (int)real;
            return true;
        }

        return false;
    }
}
