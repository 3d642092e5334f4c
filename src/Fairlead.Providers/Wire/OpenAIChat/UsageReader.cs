using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads <c>usage</c>.</summary>
internal static class UsageReader
{
    /// <summary>The usage; null where the element is no object.</summary>
    public static UsageDetails? Read(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var input = usage.Number("prompt_tokens"u8);
        var output = usage.Number("completion_tokens"u8);
        var total = usage.Number("total_tokens"u8);
        usage.TryObject("prompt_tokens_details"u8, out var inputDetails);
        usage.TryObject("completion_tokens_details"u8, out var outputDetails);
        var reasoning = outputDetails.Number("reasoning_tokens"u8);
        if (reasoning > 0 && total == input + output + reasoning)
        {
            // xAI counts reasoning beside completion_tokens; everywhere else it is within.
            output += reasoning;
        }

        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = total ?? input + (output ?? 0),
            // DeepSeek has a name of its own.
            CachedInputTokenCount = inputDetails.Number("cached_tokens"u8) ?? usage.Number("prompt_cache_hit_tokens"u8),
            ReasoningTokenCount = reasoning,
            AdditionalCounts = Others(inputDetails, outputDetails),
        };
    }

    private static AdditionalPropertiesDictionary<long>? Others(JsonElement inputDetails, JsonElement outputDetails)
    {
        AdditionalPropertiesDictionary<long>? counts = null;
        Add(ref counts, inputDetails, "prompt_tokens_details.", "cached_tokens");
        Add(ref counts, outputDetails, "completion_tokens_details.", "reasoning_tokens");
        return counts;
    }

    private static void Add(ref AdditionalPropertiesDictionary<long>? counts, JsonElement details, string prefix, string known)
    {
        if (details.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in details.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt64(out var count) && count != 0 && member.Name != known)
            {
                (counts ??= [])[prefix + member.Name] = count;
            }
        }
    }
}
