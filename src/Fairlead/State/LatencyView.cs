namespace Fairlead.State;

/// <summary>What a deployment's answers have taught, read at one instant. Times in seconds; weights in samples.</summary>
/// <param name="FirstToken">Time to the first token.</param>
/// <param name="FirstTokenWeight">Evidence for it.</param>
/// <param name="PerToken">Time per output token after the first.</param>
/// <param name="PerTokenWeight">Evidence for it.</param>
/// <param name="FailureShare">Share of failures, decayed.</param>
/// <param name="Load">Calls under way during the answers that taught it.</param>
/// <param name="LoadWeight">Evidence for that.</param>
internal readonly record struct LatencyView(double FirstToken, double FirstTokenWeight, double PerToken, double PerTokenWeight, double FailureShare, double Load, double LoadWeight)
{
    /// <summary>Evidence for whichever time there is more of: plain answers tell only the one, streams both.</summary>
    public double Evidence => Math.Max(FirstTokenWeight, PerTokenWeight);
}
