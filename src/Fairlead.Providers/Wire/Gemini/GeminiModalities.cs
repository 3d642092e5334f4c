using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>What an answer is to be beside text, in OpenAI's words: <c>modalities</c>, and the voice of <c>audio</c>.</summary>
internal static class GeminiModalities
{
    /// <summary>Adds the member that says the same.</summary>
    /// <returns>False where the member is another.</returns>
    public static bool Add(ExtraMember extra, List<ExtraMember> config)
    {
        if (extra.Name is not ("modalities" or "audio"))
        {
            return false;
        }

        using var body = JsonBody.Parse(extra.Value.Memory);
        if (extra.Name == "modalities" && body.Root.ValueKind == JsonValueKind.Array)
        {
            var words = body.Root.EnumerateArray()
                .Where(static item => item.ValueKind == JsonValueKind.String)
                .Select(static item => $"\"{JsonEncodedText.Encode(item.GetString()!.ToUpperInvariant())}\"");
            config.Add(new ExtraMember("responseModalities", RawJson.Of($"[{string.Join(',', words)}]"), IsKnown: true));
        }
        else if (body.Root.Text("voice"u8) is { } voice)
        {
            config.Add(new ExtraMember(
                "speechConfig",
                RawJson.Of($"{{\"voiceConfig\":{{\"prebuiltVoiceConfig\":{{\"voiceName\":\"{JsonEncodedText.Encode(voice)}\"}}}}}}"),
                IsKnown: true));
        }

        return true;
    }
}
