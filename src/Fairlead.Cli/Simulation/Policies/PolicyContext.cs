using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>What one replica of a policy is made from.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Deployments">The deployments. Only their presence, price and what a probe would tell may be read.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">The replica's own chance.</param>
internal sealed record PolicyContext(Scenario Scenario, IReadOnlyList<SimulatedDeployment> Deployments, VirtualTime Time, RandomSource Random)
{
    /// <summary>The time in seconds.</summary>
    public double Seconds => Time.Now / (double)TimeSpan.TicksPerSecond;
}
