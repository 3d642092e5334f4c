using Fairlead.Attempts;

namespace Fairlead.State;

/// <summary>A deployment's breaker at one moment.</summary>
/// <param name="State">Closed, open or half-open.</param>
/// <param name="Until">When the rest ends or ended, in clock ticks; zero when closed.</param>
/// <param name="Cause">The failure it opened for; none when closed.</param>
/// <param name="Openings">Openings without an answer between them; zero when closed.</param>
/// <param name="IsProbed">The one request it may get while half-open is under way.</param>
internal readonly record struct BreakerView(BreakerState State, long Until, FailureKind Cause, int Openings, bool IsProbed);
