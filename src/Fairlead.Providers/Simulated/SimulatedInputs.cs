using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Simulated;

/// <summary>What the simulated provider reads of an embedding request.</summary>
internal sealed record SimulatedInputs
{
    /// <summary>English text has about four characters a token, by OpenAI's own rule of thumb.</summary>
    private const int CharactersPerToken = 4;

    public int PromptTokens { get; init; } = 1;

    /// <summary>Hashes of the inputs of an embedding call, one each.</summary>
    public IReadOnlyList<ulong> Inputs { get; init; } = [];

    public int? Dimensions { get; init; }

    public bool Base64 { get; init; }

    /// <summary>Reads a body; null when it is not a JSON object, or holds a text that is none.</summary>
    public static SimulatedInputs? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? FromRoot(root) : null;
        }
        catch (Exception e) when (WireFault.Is(e))
        {
            return null;
        }
    }

    private static SimulatedInputs FromRoot(JsonElement root)
    {
        var inputs = new List<ulong>();
        if (root.TryGetProperty("input", out var input))
        {
            // A list of texts or of token lists is several inputs; a text or a list of tokens is one.
            if (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 0 && input[0].ValueKind != JsonValueKind.Number)
            {
                foreach (var one in input.EnumerateArray())
                {
                    inputs.Add(Hash(one.GetRawText()));
                }
            }
            else
            {
                inputs.Add(Hash(input.GetRawText()));
            }
        }

        return new SimulatedInputs
        {
            PromptTokens = Math.Max(1, Characters(root.TryGetProperty("input", out var given) ? given : default) / CharactersPerToken),
            Inputs = inputs,
            Dimensions = Whole(root, "dimensions") is { } dimensions and > 0 and <= 8192 ? dimensions : null,
            Base64 = root.TryGetProperty("encoding_format", out var format) && format.ValueKind == JsonValueKind.String && format.GetString() == "base64",
        };
    }

    private static int? Whole(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;

    private static int Characters(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Length,
        JsonValueKind.Array => Sum(element),
        // A token of a token list.
        JsonValueKind.Number => CharactersPerToken,
        _ => 0,
    };

    private static int Sum(JsonElement array)
    {
        var sum = 0;
        foreach (var one in array.EnumerateArray())
        {
            sum += Characters(one);
        }

        return sum;
    }

    /// <summary>FNV-1a (Fowler, Noll, Vo): the same text has the same embedding in every process, which <see cref="string.GetHashCode()"/> does not promise.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
