using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation;

/// <summary>One format of embeddings: how its requests and answers are read into the canonical ones and written from them. One instance a format.</summary>
internal abstract class EmbeddingDialect
{
    /// <summary>Its name: <c>openai-embeddings</c>, <c>cohere-embed</c> …</summary>
    public abstract string Name { get; }

    /// <summary>The endpoint that speaks it.</summary>
    public abstract Surface Surface { get; }

    /// <summary>Most inputs of one call: a request with more is sent as several calls.</summary>
    /// <param name="model">The model's name upstream.</param>
    public virtual int MostInputs(string model) => int.MaxValue;

    /// <summary>Reads a request.</summary>
    /// <exception cref="WireException">It is no request of this format.</exception>
    public abstract EmbeddingRequest ReadRequest(JsonBody body);

    /// <summary>Writes a request; what has no place is noted in <paramref name="target"/>.</summary>
    public abstract void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="WireException">It is no answer of this format.</exception>
    public abstract EmbeddingAnswer ReadAnswer(JsonBody body);

    /// <summary>Writes an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="request">What it answers.</param>
    /// <param name="model">The model that was asked for, where the upstream does not name itself.</param>
    /// <param name="json">Gets it.</param>
    public abstract void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json);
}
