using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation;

/// <summary>Writes a request for embeddings as one deployment wants it.</summary>
internal static class EmbeddingTranslator
{
    /// <summary>Writes it.</summary>
    /// <param name="request">The request; not changed, for the next deployment gets it too.</param>
    /// <param name="endpoint">What is known of the deployment's API.</param>
    /// <param name="model">The model's name upstream.</param>
    /// <param name="dialect">The format to write.</param>
    public static TranslatedEmbedding Write(EmbeddingRequest request, UpstreamEndpoint endpoint, string model, EmbeddingDialect dialect)
    {
        request = endpoint.Defaults?.Complete(request) ?? request;
        var target = new RequestTarget { Model = model, Vendor = endpoint.Vendor };
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            dialect.WriteRequest(request, target, json);
        }

        return new TranslatedEmbedding(output.WrittenMemory, target.Losses);
    }
}

/// <summary>A request for embeddings as it is sent to one deployment.</summary>
/// <param name="Body">The body.</param>
/// <param name="Losses">What has no place in the deployment's format.</param>
internal sealed record TranslatedEmbedding(ReadOnlyMemory<byte> Body, IReadOnlyList<Loss> Losses);
