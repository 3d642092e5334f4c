using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Http;

/// <summary>What a failure's body says, from any of the shapes providers use for it. Missing parts are empty.</summary>
/// <param name="Code">The most telling code: <c>error.code</c>, Google's reason, Amazon's type.</param>
/// <param name="Type">The error's type or status word.</param>
/// <param name="Message">The text for people.</param>
/// <param name="NumericCode">A code that is an HTTP status; 0 when there is none.</param>
/// <param name="RetryDelay">Google's <c>RetryInfo.retryDelay</c>.</param>
/// <param name="Detail">What is told beside: an inner error's code, a provider's text passed on by a reseller.</param>
internal readonly record struct ErrorDocument(string Code, string Type, string Message, int NumericCode, string RetryDelay, string Detail)
{
    /// <summary>Longest text looked at: error texts are short, and what follows is an echo.</summary>
    private const int MaxText = 4096;

    public static ErrorDocument Empty { get; } = new("", "", "", 0, "", "");

    /// <summary>Reads a body; never throws.</summary>
    public static ErrorDocument Read(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
        {
            return Empty;
        }

        if (body[start] is (byte)'{' or (byte)'[')
        {
            try
            {
                var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonBody.MaxDepth });
                using var document = JsonDocument.ParseValue(ref reader);
                var root = document.RootElement;
                // Google wraps a stream's error in an array.
                return FromRoot(root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root);
            }
            catch (Exception e) when (WireFault.Is(e))
            {
                // Cut off, not JSON after all, or an echo cut within a character: what it says is searched as text.
            }
        }

        return Empty with { Message = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxText)]) };
    }

    private static ErrorDocument FromRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Empty;
        }

        // {"error":{…}} OpenAI, Anthropic, Google · {"error":"text"} Ollama, xAI · {"message":…} Amazon, Cohere, old vLLM · {"detail":…} Mistral, FastAPI.
        var error = root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        var code = Text(error, "code");
        var type = Text(error, "type");
        var status = Text(error, "status");
        var message = Text(error, "message");
        if (message.Length == 0)
        {
            message = root.TryGetProperty("error", out var text) && text.ValueKind == JsonValueKind.String ? Cut(text) : Text(root, "detail");
        }

        if (type.Length == 0 || type == "error")
        {
            type = FirstOf(Text(root, "error_type"), Text(root, "__type"), status);
        }

        if (error.TryGetProperty("innererror", out var innerError) && innerError.ValueKind == JsonValueKind.Object)
        {
            code = FirstOf(code, Text(innerError, "code"));
        }

        var retryDelay = "";
        var detail = "";
        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in details.EnumerateArray())
            {
                retryDelay = FirstOf(retryDelay, Text(entry, "retryDelay"));
                detail = FirstOf(detail, Text(entry, "reason"));
            }
        }

        if (error.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            detail = FirstOf(detail, Text(metadata, "raw"), metadata.TryGetProperty("reasons", out _) ? "moderation" : "");
        }

        return new ErrorDocument(code, type, message, NumberOf(code), retryDelay, detail);
    }

    private static int NumberOf(string code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 400 and < 600 ? number : 0;

    private static string FirstOf(params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            if (value.Length > 0)
            {
                return value;
            }
        }

        return "";
    }

    private static string Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
        {
            return "";
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? "" : Cut(value);
    }

    private static string Cut(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length <= MaxText ? text : text[..MaxText];
    }
}
