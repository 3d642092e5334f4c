using System.Text.Json;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;

namespace Fairlead.Providers.Translation;

/// <summary>What a deployment brings along (<c>litellm_params.dimensions</c>, <c>input_type</c> …), as settings of a request for embeddings.</summary>
internal static class DefaultEmbedding
{
    /// <summary>Reads the members.</summary>
    /// <param name="members">The members, each with a comma behind it.</param>
    /// <returns>Null where they are no settings of such a request: the upstream judges them where they are relayed.</returns>
    public static EmbeddingRequest? Read(byte[][] members)
    {
        try
        {
            byte[] json = [(byte)'{', .. members.SelectMany(static member => member).SkipLast(1), (byte)'}'];
            using var body = JsonBody.Parse(json);
            var request = new EmbeddingRequest();
            OpenAIEmbeddingRequestReader.Read(body, request);
            return request;
        }
        catch (Exception e) when (e is WireException or JsonException or InvalidOperationException)
        {
            // Boundary: values of a configuration file that no request may have.
            return null;
        }
    }

    /// <summary>The request with what it does not say itself.</summary>
    public static EmbeddingRequest Fill(EmbeddingRequest request, EmbeddingRequest defaults)
    {
        var full = request.Part(0, request.Inputs.Count);
        full.Dimensions ??= defaults.Dimensions;
        full.Base64 ??= defaults.Base64;
        full.Purpose ??= defaults.Purpose;
        full.User ??= defaults.User;
        foreach (var extra in defaults.Extras)
        {
            if (!full.Extras.Exists(other => other.Name == extra.Name))
            {
                // A person wrote it for this very deployment: it is sent whatever the client's format is.
                full.Extras.Add(extra with { IsForTarget = true });
            }
        }

        return full;
    }
}
