namespace Fairlead.PreRouting;

/// <summary>What a word in a prompt is a sign of.</summary>
internal enum Sign
{
    Code,
    Reasoning,
    Technical,
    Simple,
    Steps,

    /// <summary>Of nothing by itself: a word some rule asks for.</summary>
    Rule,
}
