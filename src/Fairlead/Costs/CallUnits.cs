namespace Fairlead.Costs;

/// <summary>What a call used besides tokens: zeros for what it did not, or what is not known.</summary>
public sealed record CallUnits
{
    /// <summary>Images made.</summary>
    public int Images { get; init; }

    /// <summary>Pixels of each.</summary>
    public int Pixels { get; init; }

    /// <summary>Their size, as <c>1024x1024</c>; null where it is not known. Some models have a price, and a row in the catalogue, for each.</summary>
    public string? Size { get; init; }

    /// <summary>Their quality, as <c>hd</c>; null where the request leaves it to the model.</summary>
    public string? Quality { get; init; }

    /// <summary>Seconds of sound written down.</summary>
    public double Seconds { get; init; }

    /// <summary>Characters of a text spoken.</summary>
    public int Characters { get; init; }

    /// <summary>Search units of a ranking.</summary>
    public int Queries { get; init; }
}
