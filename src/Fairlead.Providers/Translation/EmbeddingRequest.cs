namespace Fairlead.Providers.Translation;

/// <summary>A request for embeddings in no vendor's format. Null and empty mean that the request does not say.</summary>
/// <remarks>Its texts are slices of the body it was read from: it lives no longer than that.</remarks>
internal sealed class EmbeddingRequest
{
    /// <summary>What is to be embedded, in order.</summary>
    public List<EmbeddingInput> Inputs { get; } = [];

    /// <summary>How many numbers a vector is to have.</summary>
    public int? Dimensions { get; set; }

    /// <summary>The vectors are wanted as base64 of little-endian 32-bit floats instead of numbers.</summary>
    public bool? Base64 { get; set; }

    /// <summary>What the vectors are for, in whatever vendor's word the request has (<c>search_query</c>, <c>RETRIEVAL_DOCUMENT</c> …).</summary>
    public string? Purpose { get; set; }

    /// <summary>Who the end user is, as far as the vendor may know.</summary>
    public string? User { get; set; }

    /// <summary>Members that have no place above.</summary>
    public List<ExtraMember> Extras { get; } = [];

    /// <summary>The same request for some of its inputs.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public EmbeddingRequest Part(int first, int count)
    {
        var part = new EmbeddingRequest { Dimensions = Dimensions, Base64 = Base64, Purpose = Purpose, User = User };
        part.Inputs.AddRange(Inputs.GetRange(first, count));
        part.Extras.AddRange(Extras);
        return part;
    }
}

/// <summary>One thing to embed: a text, or the tokens of one.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">OpenAI's numbers of its tokens, an array; empty for a text.</param>
internal readonly record struct EmbeddingInput(Utf8Text Text, RawJson Tokens = default);
