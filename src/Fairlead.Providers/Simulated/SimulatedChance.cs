using Fairlead.Selection;

namespace Fairlead.Providers.Simulated;

/// <summary>The chance of one call: drawn from its own seed, so that calls in parallel do not change each other's.</summary>
internal sealed class SimulatedChance(RandomSource random, double jitter)
{
    /// <summary>Chance for a deployment's n-th call.</summary>
    public static SimulatedChance For(SimulatedSettings settings, long call, RandomSource fallback) =>
        new(settings.Seed is { } seed
            // Drawn twice: neighbouring states of the generator would share most of their numbers.
            ? RandomSource.Seeded(RandomSource.Seeded((seed << 32) ^ (ulong)call).NextBits())
            : fallback, settings.Jitter);

    /// <summary>The failure that falls to this call; null for none.</summary>
    public SimulatedError? Draw(IReadOnlyList<(double Rate, SimulatedError Error)> errors)
    {
        if (errors.Count == 0)
        {
            return null;
        }

        var at = random.NextDouble();
        foreach (var (rate, error) in errors)
        {
            if (at < rate)
            {
                return error;
            }

            at -= rate;
        }

        return null;
    }

    /// <summary>A wait, spread evenly by the jitter.</summary>
    public TimeSpan Spread(TimeSpan wait) =>
        jitter == 0 || wait == TimeSpan.Zero ? wait : wait * (1 + jitter * (2 * random.NextDouble() - 1));

    /// <summary>A whole number below a bound.</summary>
    public int Next(int exclusiveMax) => random.Next(exclusiveMax);
}
