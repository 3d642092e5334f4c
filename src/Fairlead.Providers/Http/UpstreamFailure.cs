using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>A failure before there was an answer to read: what it is, and what may be said of it.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Status">The HTTP status; 0 where there was none.</param>
/// <param name="Reason">For people, free of prompts and secrets.</param>
/// <param name="RetryAfter">The wait the upstream asks for.</param>
internal readonly record struct UpstreamFailure(FailureKind Kind, int Status, string Reason, TimeSpan? RetryAfter = null);
