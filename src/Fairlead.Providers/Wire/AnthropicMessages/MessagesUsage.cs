using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>
/// <c>usage</c>, both ways: Anthropic counts cached tokens beside the input. A stream tells the input at its start and the output at its end, which may repeat
/// the input: what comes later stands for what came before, and nothing is added.
/// </summary>
internal struct MessagesUsage
{
    private int _input;
    private int _read;
    private int _written;
    private int _output;
    private int _thought;

    /// <summary>In OpenAI's way of counting.</summary>
    public readonly AnswerUsage Value => new()
    {
        Input = (int)Math.Min((long)_input + _read + _written, int.MaxValue),
        CachedInput = _read,
        CacheWrite = _written,
        Output = _output,
        Reasoning = _thought,
    };

    /// <summary>Takes what an element tells.</summary>
    /// <returns>Whether it tells anything.</returns>
    public bool Read(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var told = Take(usage, "input_tokens"u8, ref _input);
        told |= Take(usage, "output_tokens"u8, ref _output);
        Take(usage, "cache_read_input_tokens"u8, ref _read);
        Take(usage, "cache_creation_input_tokens"u8, ref _written);
        if (usage.TryObject("output_tokens_details"u8, out var details))
        {
            Take(details, "thinking_tokens"u8, ref _thought);
        }

        return told;
    }

    /// <summary>The usage of an unstreamed answer; null where it tells none.</summary>
    public static AnswerUsage? Of(JsonElement usage)
    {
        var read = default(MessagesUsage);
        return read.Read(usage) ? read.Value : null;
    }

    public static void Write(Utf8JsonWriter json, in AnswerUsage usage, string? tier = null)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, Math.Max(0, usage.Input - usage.CachedInput - usage.CacheWrite));
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWrite);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CachedInput);
        json.WriteNumber("output_tokens"u8, usage.Output);
        if (usage.Reasoning > 0)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, usage.Reasoning);
            json.WriteEndObject();
        }

        if (tier is not null)
        {
            json.WriteString("service_tier"u8, MessagesTier.ToAnswer(tier));
        }

        json.WriteEndObject();
    }

    private static bool Take(JsonElement usage, ReadOnlySpan<byte> name, ref int value)
    {
        if (usage.Number(name) is not { } number)
        {
            return false;
        }

        value = (int)Math.Clamp(number, 0, int.MaxValue);
        return true;
    }
}
