using Fairlead.State;

namespace Fairlead.Attempts;

/// <summary>The one request a half-open breaker lets through.</summary>
/// <param name="Behind">The rest that is over; zero without a probe.</param>
/// <param name="Claim">The claim; zero without a probe.</param>
internal readonly record struct Probe(Rest Behind, long Claim);
