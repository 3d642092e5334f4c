namespace Fairlead.Benchmarks.Translation;

/// <summary>What the events of a stream bring.</summary>
public enum Payload
{
    /// <summary>A piece of text each.</summary>
    Text,

    /// <summary>A piece of one call's arguments each; from Gemini, which tells calls at once, a whole call each.</summary>
    Tools,
}
