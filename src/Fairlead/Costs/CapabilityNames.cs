namespace Fairlead.Costs;

/// <summary>What capabilities are called: in the catalogue's file, and in LiteLLM's.</summary>
internal static class CapabilityNames
{
    /// <summary>Our word, LiteLLM's key, the flag.</summary>
    public static readonly (string Word, string Key, ModelCapabilities Flag)[] All =
    [
        ("tools", "supports_function_calling", ModelCapabilities.Tools),
        ("parallel", "supports_parallel_function_calling", ModelCapabilities.ParallelTools),
        ("vision", "supports_vision", ModelCapabilities.Vision),
        ("audio", "supports_audio_input", ModelCapabilities.AudioInput),
        ("speech", "supports_audio_output", ModelCapabilities.AudioOutput),
        ("video", "supports_video_input", ModelCapabilities.VideoInput),
        ("pdf", "supports_pdf_input", ModelCapabilities.PdfInput),
        ("schema", "supports_response_schema", ModelCapabilities.JsonSchema),
        ("reasoning", "supports_reasoning", ModelCapabilities.Reasoning),
        ("search", "supports_web_search", ModelCapabilities.WebSearch),
        ("caching", "supports_prompt_caching", ModelCapabilities.PromptCaching),
    ];

    /// <summary>The flag of one of our words; none for another word.</summary>
    public static ModelCapabilities OfWord(ReadOnlySpan<char> word)
    {
        foreach (var (name, _, flag) in All)
        {
            if (word.SequenceEqual(name))
            {
                return flag;
            }
        }

        return ModelCapabilities.None;
    }

    /// <summary>The words of all flags that are set, in the order of the table.</summary>
    public static string Words(ModelCapabilities flags) =>
        string.Join(' ', All.Where(row => (flags & row.Flag) != 0).Select(static row => row.Word));
}
