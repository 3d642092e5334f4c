using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.GoogleEmbeddings;

/// <summary>What both of Google's formats of embeddings share.</summary>
internal static class GoogleVectors
{
    /// <summary>Notes what has no place.</summary>
    public static void Lose(EmbeddingRequest request, RequestTarget target)
    {
        if (request.Inputs.Exists(static input => !input.Tokens.IsEmpty))
        {
            target.LoseContent("input", "it takes texts, not the tokens of another vendor's model");
        }

        if (request.User is not null)
        {
            target.LoseHint("user", "Google is not told who the user is");
        }
    }

    /// <summary>Writes a text as <c>content</c>.</summary>
    public static void Content(Utf8JsonWriter json, EmbeddingInput input)
    {
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        json.WriteText("text"u8, input.Text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads a vector, which stands as <c>values</c>.</summary>
    /// <exception cref="WireException">There is none.</exception>
    public static float[] Vector(JsonElement element) =>
        element.TryArray("values"u8, out var values) ? EmbeddingVectors.Read(values) : throw new WireException("a vector has no 'values'");
}
