namespace Fairlead.Cli.Simulation.Traffic;

/// <summary>A model that requests ask for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">How often, relative to the others.</param>
internal sealed record ModelShare(string Name, double Weight);
