namespace Fairlead.Providers.Translation;

/// <summary>Embeddings in no vendor's format.</summary>
internal sealed class EmbeddingAnswer
{
    /// <summary>The model that answered, as it names itself; empty where it does not.</summary>
    public string Model { get; set; } = "";

    /// <summary>The vectors, in the order of the inputs.</summary>
    public List<float[]> Vectors { get; } = [];

    /// <summary>What was used; null where the vendor does not say.</summary>
    public AnswerUsage? Usage { get; set; }

    /// <summary>Members that have no place above.</summary>
    public List<ExtraMember> Extras { get; } = [];

    /// <summary>Puts another answer's vectors behind these, and adds what it used.</summary>
    public void Append(EmbeddingAnswer next)
    {
        Vectors.AddRange(next.Vectors);
        if (next.Usage is { } more)
        {
            var used = Usage ?? default;
            Usage = used with { Input = used.Input + more.Input, CachedInput = used.CachedInput + more.CachedInput };
        }
    }
}
