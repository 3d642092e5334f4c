using Fairlead.Configuration;

namespace Fairlead.PreRouting;

/// <summary>Which model an auto router chose for a request, and why. Holds nothing of the prompt.</summary>
/// <param name="Router">The auto router's name.</param>
/// <param name="Model">The model chosen.</param>
/// <param name="By"><c>rule NAME</c>, <c>keywords</c>, <c>reasoning</c>, <c>score</c>, <c>utterance</c> or <c>default</c>.</param>
/// <param name="Tier">The tier, where one decided.</param>
/// <param name="Score">The score, where one was worked out; of an utterance its cosine.</param>
public sealed record PreRoute(string Router, string Model, string By, ComplexityTier? Tier, double? Score);
