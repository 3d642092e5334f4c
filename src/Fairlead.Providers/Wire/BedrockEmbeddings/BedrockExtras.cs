using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockEmbeddings;

/// <summary>Members that have no place in the canonical request.</summary>
internal static class BedrockExtras
{
    /// <summary>Writes what was written for this very vendor (<c>normalize</c>, <c>truncate</c> …), and notes who the user is as lost.</summary>
    public static void Write(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        if (request.User is not null)
        {
            target.LoseHint("user", "Bedrock is not told who the user is");
        }

        foreach (var extra in request.Extras)
        {
            json.WriteJson(extra.Name, extra.Value);
        }
    }
}
