
namespace Fairlead.Providers.Http;

/// <summary>Refusals about something that a request refers to and a provider keeps or has sealed: an answer, an item, a file, a thought.</summary>
/// <remarks>
/// They come as 404 or 400 and say nothing of the model. The deployment is well, and another caller's request finds it so: it must not rest for a name its caller
/// chose. Only another account may know what is meant.
/// </remarks>
internal static class ReferenceErrors
{
    private static readonly string[] Codes = ["previous_response_not_found", "invalid_encrypted_content"];

    /// <summary>What stands before "with id …" in the sentences of OpenAI and of servers that imitate it.</summary>
    private static readonly string[] Kept = ["item", "response", "conversation", "container", "file", "prompt", "vector store"];

    /// <summary>As OpenAI, Anthropic and Google say it of files and caches.</summary>
    private static readonly string[] Texts = ["no such file object", "file not found: file_", "cachedcontent not found"];

    /// <summary>Whether a refusal is one of these.</summary>
    /// <param name="status">The answer's status; 0 within a stream.</param>
    /// <param name="error">What it says.</param>
    public static bool Has(int status, in ErrorDocument error)
    {
        if (status is not (0 or 400 or 404))
        {
            return false;
        }

        var (code, type, message) = (error.Code, error.Type, error.Message);
        return Array.Exists(Codes, known => known.Equals(code, StringComparison.OrdinalIgnoreCase) || known.Equals(type, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(Texts, text => message.Contains(text, StringComparison.OrdinalIgnoreCase))
            || (message.Contains("not found", StringComparison.OrdinalIgnoreCase)
                && Array.Exists(Kept, noun => message.Contains($"{noun} with id ", StringComparison.OrdinalIgnoreCase)));
    }
}
