namespace Fairlead.Tests.Wire.Recordings;

/// <summary>What became of an exchange.</summary>
/// <param name="Recording">The exchange.</param>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="Wrong">What is wrong; null for nothing.</param>
/// <param name="LeftOut">Why it was not checked; null where it was.</param>
internal sealed record RecordingOutcome(Recording Recording, string Endpoint, string? Wrong = null, string? LeftOut = null);
