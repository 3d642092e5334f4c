using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Rerank;

/// <summary>A request to rank documents, in no vendor's format.</summary>
/// <remarks>Its texts are slices of the body it was read from: it lives no longer than that.</remarks>
internal sealed class RerankRequest
{
    /// <summary>What is looked for.</summary>
    public Utf8Text Query { get; set; }

    /// <summary>What is ranked, in order.</summary>
    public List<RerankDocument> Documents { get; } = [];

    /// <summary>How many of the best are wanted; null for all.</summary>
    public int? Top { get; set; }

    /// <summary>The answer is to hold the documents.</summary>
    public bool ReturnDocuments { get; set; }

    /// <summary>Members that have no place above.</summary>
    public List<ExtraMember> Extras { get; } = [];
}

/// <summary>One document: a text, or an object whose <c>text</c> it is.</summary>
/// <param name="Text">The text that is ranked: of an object without one, its JSON.</param>
/// <param name="Whole">The object; empty for a text.</param>
internal readonly record struct RerankDocument(Utf8Text Text, RawJson Whole);
