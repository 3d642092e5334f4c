using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Policies;

namespace Fairlead.Cli.Simulation.Engine;

/// <summary>One call of a journey, while it is under way.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Serving">The deployment that serves it.</param>
/// <param name="Call">The call.</param>
internal sealed record Leg(PolicyAttempt Attempt, SimulatedDeployment Serving, Call Call)
{
    /// <summary>Its first content has come.</summary>
    public bool IsHeard { get; set; }
}
