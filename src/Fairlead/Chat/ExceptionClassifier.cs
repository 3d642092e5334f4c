using Fairlead.Attempts;

namespace Fairlead.Chat;

/// <summary>Says what an exception of a deployment's client means for routing.</summary>
/// <param name="exception">What the client threw; inner exceptions are asked about after it, one by one.</param>
/// <returns>The failure; null to leave the exception to the next classifier, and in the end to the built-in rules.</returns>
public delegate ClassifiedFailure? ExceptionClassifier(Exception exception);

/// <summary>What a classifier found.</summary>
/// <param name="Kind">Why the attempt failed; decides whether it is tried again, where, and what rests.</param>
/// <param name="Status">The upstream's HTTP status; 0 where there was none.</param>
/// <param name="RetryAfter">The wait the upstream asked for.</param>
/// <param name="Reason">For people, free of prompts and secrets; null for the exception's type and status.</param>
public readonly record struct ClassifiedFailure(FailureKind Kind, int Status = 0, TimeSpan? RetryAfter = null, string? Reason = null);
