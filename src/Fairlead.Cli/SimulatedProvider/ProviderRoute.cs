using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Simulated;

namespace Fairlead.Cli.SimulatedProvider;

/// <summary>Which endpoint of which vendor's API a path is.</summary>
internal static class ProviderRoute
{
    // What paths end in, the longest first: "chat/completions" ends in "completions".
    private static readonly (string End, Surface Surface)[] Ends =
    [
        ("/chat/completions", Surface.ChatCompletions),
        ("/completions", Surface.Completions),
        ("/embeddings", Surface.Embeddings),
        ("/images/generations", Surface.ImageGeneration),
        ("/images/edits", Surface.ImageEdit),
        ("/images/variations", Surface.ImageVariation),
        ("/audio/speech", Surface.Speech),
        ("/audio/transcriptions", Surface.Transcription),
        ("/audio/translations", Surface.AudioTranslation),
        ("/moderations", Surface.Moderation),
        ("/rerank", Surface.Rerank),
        ("/responses", Surface.Responses),
        ("/messages", Surface.Messages),
        ("/api/chat", Surface.OllamaChat),
        ("/v2/chat", Surface.CohereChat),
        (":generateContent", Surface.GenerateContent),
        (":streamGenerateContent", Surface.GenerateContent),
        ("/converse", Surface.Converse),
        ("/converse-stream", Surface.Converse),
    ];

    /// <summary>Reads a call.</summary>
    /// <param name="path">The path, unescaped.</param>
    /// <param name="body">The body.</param>
    /// <returns>Null where no vendor has such a path.</returns>
    public static SimulatedCall? Read(string path, ReadOnlyMemory<byte> body)
    {
        foreach (var (end, surface) in Ends)
        {
            if (path.EndsWith(end, StringComparison.Ordinal))
            {
                var stream = end is ":streamGenerateContent" or "/converse-stream";
                var model = surface is Surface.GenerateContent or Surface.Converse
                    ? path[..^end.Length][(path[..^end.Length].LastIndexOf('/') + 1)..]
                    : ModelOf(body);
                return new SimulatedCall(surface, model, body, stream);
            }
        }

        return null;
    }

    private static string ModelOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("model", out var model)
                && model.ValueKind == JsonValueKind.String
                ? model.GetString()!
                : "simulated";
        }
        catch (JsonException)
        {
            // The provider answers it as it answers any body that is not JSON.
            return "simulated";
        }
    }
}
