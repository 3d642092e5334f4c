namespace Fairlead.Costs;

/// <summary>How a name is shortened until a row of the catalogue has it.</summary>
internal static class ModelKey
{
    /// <summary>Longest key looked up; the longest of the catalogue has some eighty characters, an inference profile's ARN under two hundred.</summary>
    public const int MaxLength = 256;

    /// <summary>Inference profiles of Bedrock carry their region before the vendor.</summary>
    private static readonly string[] BedrockRegions = ["us.", "eu.", "apac.", "global.", "us-gov.", "jp.", "au.", "ca.", "sa."];

    private const string Latest = "-latest";

    /// <summary>Providers that are one and the same where prices and windows are concerned.</summary>
    public static string Canonical(string provider) => provider switch
    {
        "cohere_chat" => "cohere",
        "ollama_chat" => "ollama",
        "hosted_vllm" => "vllm",
        "vertex_ai_beta" => "vertex_ai",
        "bedrock_converse" => "bedrock",
        "anthropic_text" => "anthropic",
        "azure_text" => "azure",
        "text-completion-openai" => "openai",
        "codestral" or "text-completion-codestral" => "mistral",
        "ai21_chat" => "ai21",
        _ => provider,
    };

    /// <summary>The name's length without its last date, version or tag; the same length where it has none.</summary>
    public static int Shorten(ReadOnlySpan<char> provider, ReadOnlySpan<char> name)
    {
        if (name.LastIndexOf('@') is var at and > 0)
        {
            return at;
        }

        // Bedrock's revision (:0), Ollama's tag, a fine-tuned model's owner. Elsewhere a colon may tell another price (OpenRouter's :free).
        if (name.LastIndexOf(':') is var colon and > 0 && (IsDigits(name[(colon + 1)..]) || provider is "ollama" || name[..colon].LastIndexOf(':') > 0 && name.StartsWith("ft:")))
        {
            return colon;
        }

        if (name.EndsWith(Latest))
        {
            return name.Length - Latest.Length;
        }

        var dash = name.LastIndexOf('-');
        if (dash <= 0)
        {
            return name.Length;
        }

        var last = name[(dash + 1)..];
        var isVersion = IsDate(last)
            || (provider is "bedrock" && last.Length >= 2 && last[0] == 'v' && IsDigits(last[1..]))
            || (provider is "gemini" or "vertex_ai" && last.Length == 3 && last[0] == '0' && IsDigits(last));
        if (isVersion)
        {
            return dash;
        }

        // -2024-08-06
        return name.Length > 11 && name[^11] == '-' && IsDate(name[^10..]) ? name.Length - 11 : name.Length;
    }

    /// <summary>Bedrock's name without path and region: <c>converse/us.meta.x</c> is <c>meta.x</c>; the same name where it has none.</summary>
    public static ReadOnlySpan<char> WithoutRegion(ReadOnlySpan<char> name)
    {
        name = WithoutPath(name);
        foreach (var region in BedrockRegions)
        {
            if (name.StartsWith(region))
            {
                return name[region.Length..];
            }
        }

        return name;
    }

    /// <summary>What follows the last slash: Bedrock's names may have a route, a region or an ARN before it.</summary>
    public static ReadOnlySpan<char> WithoutPath(ReadOnlySpan<char> name) => name[(name.LastIndexOf('/') + 1)..];

    private static bool IsDate(ReadOnlySpan<char> text) => text.Length switch
    {
        8 => IsDigits(text) && text[0] == '2' && text[1] == '0',
        10 => text[4] == '-' && text[7] == '-' && IsDigits(text[..4]) && IsDigits(text[5..7]) && IsDigits(text[8..]),
        _ => false,
    };

    private static bool IsDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
