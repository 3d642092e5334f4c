using System.Globalization;
using System.Text.Json;

namespace Fairlead.Costs;

/// <summary>The numbers of one row of LiteLLM's file. Numbers in quotes are taken: people write them.</summary>
internal static class LiteLlmFields
{
    private static readonly string[] Prices =
    [
        "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost",
        "input_cost_per_token_batches", "output_cost_per_token_batches", "input_cost_per_audio_token", "output_cost_per_audio_token",
    ];

    private static readonly string[] Counts = ["max_input_tokens", "max_output_tokens", "max_tokens"];

    /// <summary>Prices of long prompts carry the length in their name.</summary>
    private static readonly (string Suffix, int From)[] LongPrompts = [("_above_128k_tokens", 128_000), ("_above_200k_tokens", 200_000), ("_above_256k_tokens", 256_000), ("_above_272k_tokens", 272_000)];

    /// <summary>Which number is none, or is below 0; null where all are well.</summary>
    public static string? Fault(JsonElement row)
    {
        foreach (var key in Prices.Concat(UnitFields.Names))
        {
            if (Has(row, key, out var value) && !(Number(value) is >= 0 and < double.PositiveInfinity))
            {
                return $"{key} is no price";
            }
        }

        foreach (var key in Counts)
        {
            if (Has(row, key, out var value) && !(Number(value) is >= 0 and <= int.MaxValue))
            {
                return $"{key} is no number of tokens";
            }
        }

        return null;
    }

    public static int? Count(JsonElement row, string key) => Has(row, key, out var value) && Number(value) is { } number ? (int)number : null;

    public static ModelPrice? Price(JsonElement row)
    {
        var price = new ModelPrice
        {
            Input = Dollars(row, Prices[0]),
            Output = Dollars(row, Prices[1]),
            CachedInput = Dollars(row, Prices[2]),
            CacheWrite = Dollars(row, Prices[3]),
            BatchInput = Dollars(row, Prices[4]),
            BatchOutput = Dollars(row, Prices[5]),
            AudioInput = Dollars(row, Prices[6]),
            AudioOutput = Dollars(row, Prices[7]),
            Units = UnitFields.Of(key => Dollars(row, key)),
        };
        foreach (var (suffix, from) in LongPrompts)
        {
            if (Dollars(row, Prices[0] + suffix) is { } longInput)
            {
                price = price with
                {
                    LongFrom = from,
                    LongInput = longInput,
                    LongOutput = Dollars(row, Prices[1] + suffix),
                    LongCachedInput = Dollars(row, Prices[2] + suffix),
                };
                break;
            }
        }

        return price == new ModelPrice() ? null : price;
    }

    private static double? Dollars(JsonElement row, string key) => Has(row, key, out var value) && Number(value) is >= 0 and < double.PositiveInfinity and var number ? number : null;

    private static bool Has(JsonElement row, string key, out JsonElement value) => row.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out var number) ? number : null,
        JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };
}
