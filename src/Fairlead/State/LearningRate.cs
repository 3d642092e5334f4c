namespace Fairlead.State;

/// <summary>How fast a state forgets, in clock ticks.</summary>
/// <param name="HalfLife">Half-life of the averages.</param>
/// <param name="Window">Length of the failure window.</param>
/// <param name="Thick">Answers that come no further apart may be learnt from in batches; zero for never.</param>
internal readonly record struct LearningRate(double HalfLife, long Window, long Thick = 0);
