namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>Quantiles of Student's distribution.</summary>
internal static class StudentT
{
    /// <summary>Of the normal distribution: 95 % lie within so many deviations.</summary>
    public const double Normal95 = 1.959963984540054;

    /// <summary>95 % lie within so many deviations: Abramowitz and Stegun 26.7.5, within 0.2 % from three degrees of freedom on; below, where it fails, exact.</summary>
    /// <param name="freedom">Degrees of freedom, from 1.</param>
    public static double Central95(int freedom)
    {
        if (freedom <= 2)
        {
            return freedom == 1 ? 12.706204736432095 : 4.302652729696142;
        }

        const double Z = Normal95;
        var z3 = Z * Z * Z;
        var z5 = z3 * Z * Z;
        var z7 = z5 * Z * Z;
        var z9 = z7 * Z * Z;
        double n = freedom;
        return Z
            + ((z3 + Z) / (4 * n))
            + (((5 * z5) + (16 * z3) + (3 * Z)) / (96 * n * n))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * Z)) / (384 * n * n * n))
            + (((79 * z9) + (776 * z7) + (1482 * z5) - (1920 * z3) - (945 * Z)) / (92160 * n * n * n * n));
    }
}
