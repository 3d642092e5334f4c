using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>The counts of an answer, both ways. Servers leave the prompt's out when they had it in their cache.</summary>
internal static class OllamaUsage
{
    /// <summary>The usage; null where the answer counts nothing.</summary>
    public static AnswerUsage? Read(JsonElement root)
    {
        var (input, output) = (root.Number("prompt_eval_count"u8), root.Number("eval_count"u8));
        return input is null && output is null
            ? null
            : new AnswerUsage { Input = Count(input), Output = Count(output) };
    }

    public static void Write(Utf8JsonWriter json, in AnswerUsage usage)
    {
        json.WriteNumber("prompt_eval_count"u8, usage.Input);
        json.WriteNumber("eval_count"u8, usage.Output);
    }

    private static int Count(long? number) => (int)Math.Clamp(number ?? 0, 0, int.MaxValue);
}
