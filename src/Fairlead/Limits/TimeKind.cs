namespace Fairlead.Limits;

/// <summary>Times that can be compared with each other.</summary>
internal enum TimeKind
{
    /// <summary>To the first token of a stream.</summary>
    FirstToken,

    /// <summary>Of a whole answer without tokens: an embedding, a picture.</summary>
    Whole,

    /// <summary>Of a whole answer, for each of its tokens.</summary>
    PerToken,

    /// <summary>How many kinds there are.</summary>
    Count,
}
