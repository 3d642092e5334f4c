namespace Fairlead.Attempts;

/// <summary>What a request asks of a model beyond text: a deployment known to lack one of these may be left out.</summary>
/// <remarks><see cref="WebSearch"/> and <see cref="PassThrough"/> always count; the others with <c>enable_pre_call_checks</c>.</remarks>
[Flags]
public enum RequestNeeds
{
    /// <summary>Text alone.</summary>
    None = 0,

    /// <summary>Calls of tools or functions.</summary>
    Tools = 1,

    /// <summary>Images are among the messages.</summary>
    Vision = 1 << 2,

    /// <summary>Audio is among the messages.</summary>
    AudioInput = 1 << 3,

    /// <summary>The answer is to be spoken.</summary>
    AudioOutput = 1 << 4,

    /// <summary>Documents (PDF) are among the messages.</summary>
    PdfInput = 1 << 6,

    /// <summary>The answer is to keep to a JSON schema (<c>response_format</c>).</summary>
    ResponseSchema = 1 << 7,

    /// <summary>The provider's own web search.</summary>
    WebSearch = 1 << 9,

    /// <summary>The request is to be passed on in the provider's own format; only deployments with <c>use_in_pass_through</c> take it.</summary>
    PassThrough = 1 << 16,
}
