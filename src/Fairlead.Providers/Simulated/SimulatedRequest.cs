using System.Text.Json;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Simulated;

/// <summary>What the simulated provider reads of a request.</summary>
internal sealed record SimulatedRequest
{
    /// <summary>English text has about four characters a token, by OpenAI's own rule of thumb.</summary>
    private const int CharactersPerToken = 4;

    public bool Stream { get; init; }

    public bool IncludeUsage { get; init; }

    public int? MaxTokens { get; init; }

    public int PromptTokens { get; init; } = 1;

    /// <summary>Whether tools may be called: the request offers some and does not forbid them.</summary>
    public bool OffersTools { get; init; }

    /// <summary>Hashes of the inputs of an embedding call, one each.</summary>
    public IReadOnlyList<ulong> Inputs { get; init; } = [];

    public int? Dimensions { get; init; }

    public bool Base64 { get; init; }

    /// <summary>Reads a body; null when it is not a JSON object.</summary>
    public static SimulatedRequest? Read(ReadOnlyMemory<byte> body, Surface surface)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? FromRoot(root, surface) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SimulatedRequest FromRoot(JsonElement root, Surface surface)
    {
        var inputs = new List<ulong>();
        if (surface == Surface.Embeddings && root.TryGetProperty("input", out var input))
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

        var prompt = root.TryGetProperty("messages", out var messages) ? messages
            : root.TryGetProperty("prompt", out var text) ? text
            : root.TryGetProperty("input", out var given) ? given
            : default;
        return new SimulatedRequest
        {
            Stream = root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            IncludeUsage = root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
                && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True,
            MaxTokens = Whole(root, "max_completion_tokens") ?? Whole(root, "max_tokens"),
            PromptTokens = Math.Max(1, Characters(prompt) / CharactersPerToken),
            OffersTools = root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0
                && !(root.TryGetProperty("tool_choice", out var choice) && choice.ValueKind == JsonValueKind.String && choice.GetString() == "none"),
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
        JsonValueKind.Object => element.TryGetProperty("content", out var content) ? Characters(content)
            : element.TryGetProperty("text", out var text) ? Characters(text)
            : 0,
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

    // FNV-1a (Fowler, Noll, Vo): the same text has the same embedding in every process, which string.GetHashCode does not promise.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
