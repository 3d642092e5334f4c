namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>The interval of a share, which a mean's own would let go below zero, or be nothing where nothing was seen.</summary>
internal static class Share
{
    /// <summary>Wilson's interval (1927) with as many requests as would be as uncertain.</summary>
    /// <param name="share">The share and the interval that the delta method gives it.</param>
    /// <param name="effectiveSize">Requests of equal weight that tell as much, for a share of which the delta method knows no error: none, or all.</param>
    public static Estimate Wilson(Estimate share, double effectiveSize)
    {
        if (!share.IsKnown || effectiveSize <= 0)
        {
            return Estimate.Unknown;
        }

        const double Z = StudentT.Normal95;
        var p = Math.Clamp(share.Value, 0, 1);
        var deviation = (share.High - share.Value) / Z;
        var n = p is > 0 and < 1 && deviation > 0 ? p * (1 - p) / (deviation * deviation) : effectiveSize;
        var centre = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return new Estimate(p, p > 0 ? centre - half : 0, p < 1 ? centre + half : 1);
    }
}
