using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.State;

/// <summary>A breaker went from one state to another.</summary>
/// <param name="Deployment">Whose it is.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Cause">The failure it opened for, also when it closes.</param>
/// <param name="At">When, in clock ticks.</param>
/// <param name="Until">When the rest ends; zero when it closed.</param>
/// <param name="Openings">Openings without an answer between them; zero when it closed.</param>
internal readonly record struct BreakerChange(
    Deployment Deployment, BreakerState From, BreakerState To, FailureKind Cause, long At, long Until, int Openings);
