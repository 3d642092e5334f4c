namespace Fairlead.Costs;

/// <summary>What a model can take and do.</summary>
[Flags]
public enum ModelCapabilities
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>Calls tools (<c>supports_function_calling</c>).</summary>
    Tools = 1,

    /// <summary>Calls several tools in one turn (<c>supports_parallel_function_calling</c>).</summary>
    ParallelTools = 1 << 1,

    /// <summary>Takes images (<c>supports_vision</c>).</summary>
    Vision = 1 << 2,

    /// <summary>Takes audio (<c>supports_audio_input</c>).</summary>
    AudioInput = 1 << 3,

    /// <summary>Answers with audio (<c>supports_audio_output</c>).</summary>
    AudioOutput = 1 << 4,

    /// <summary>Takes video (<c>supports_video_input</c>).</summary>
    VideoInput = 1 << 5,

    /// <summary>Takes PDF documents (<c>supports_pdf_input</c>).</summary>
    PdfInput = 1 << 6,

    /// <summary>Keeps to a JSON schema (<c>supports_response_schema</c>).</summary>
    JsonSchema = 1 << 7,

    /// <summary>Thinks before it answers (<c>supports_reasoning</c>).</summary>
    Reasoning = 1 << 8,

    /// <summary>Searches the web by itself (<c>supports_web_search</c>).</summary>
    WebSearch = 1 << 9,

    /// <summary>Bills repeated prompts as cached (<c>supports_prompt_caching</c>).</summary>
    PromptCaching = 1 << 10,
}
