using Fairlead.Configuration;

namespace Fairlead.State;

/// <summary>How long a deployment rests.</summary>
/// <param name="Ticks">The length of the first rest; zero means none.</param>
/// <param name="Grows">It doubles with each opening in a row; not so a length that the upstream or a person set for the deployment.</param>
/// <param name="Cap">The longest it grows to.</param>
internal readonly record struct RestLength(long Ticks, bool Grows, long Cap)
{
    /// <summary>The length of an opening.</summary>
    /// <param name="opening">Which in a row, from 1.</param>
    /// <param name="draw">Chance, 0 to 1: takes up to a tenth off, so that routers that saw the same outage do not probe together. The first rest is exact.</param>
    public long Of(int opening, double draw) =>
        Grows && opening > 1
            ? (long)(Math.Min(Ticks * Math.Pow(RouterDefaults.RestGrowth, opening - 1), Math.Max(Cap, Ticks)) * (1 - (RouterDefaults.RestJitter * draw)))
            : Ticks;
}
