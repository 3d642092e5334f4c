using System.Text.Json;

namespace Fairlead.Attempts;

/// <summary>What only attempts of fallbacks and pretended ones bring; see <see cref="RouteAttempt"/>.</summary>
/// <param name="Mock">How it is to end without a call.</param>
/// <param name="Parameters">Members of the body that a fallback entry sets.</param>
internal sealed record AttemptTurn(MockOutcome? Mock, IReadOnlyDictionary<string, JsonElement>? Parameters);
