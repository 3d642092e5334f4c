using Fairlead.Attempts;

namespace Fairlead.State;

/// <summary>What a check of a deployment found.</summary>
/// <param name="Failure">Why it is ill; <see cref="FailureKind.None"/> when it is well.</param>
/// <param name="Status">The upstream's status; 0 where there was none.</param>
/// <param name="Reason">Why, for people; null when it is well.</param>
/// <param name="At">When it was found, in ticks.</param>
/// <param name="Rest">The rest that followed of it; zero for none.</param>
internal sealed record HealthRecord(FailureKind Failure, int Status, string? Reason, long At, Rest Rest);
