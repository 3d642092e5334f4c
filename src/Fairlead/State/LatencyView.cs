namespace Fairlead.State;

/// <summary>What a deployment's answers have taught, read at one instant. Times in seconds; weights in samples.</summary>
/// <param name="FirstToken">Time to the first token.</param>
/// <param name="FirstTokenWeight">Evidence for it.</param>
/// <param name="PerToken">Time per output token after the first.</param>
/// <param name="PerTokenWeight">Evidence for it.</param>
/// <param name="FailureShare">Share of failures, decayed.</param>
internal readonly record struct LatencyView(double FirstToken, double FirstTokenWeight, double PerToken, double PerTokenWeight, double FailureShare);
