namespace Fairlead.Cli.Simulation.Results;

/// <summary>How a request ended.</summary>
internal enum RequestEnd
{
    Answered,
    Failed,

    /// <summary>Its caller left.</summary>
    Left,
}
