using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Resolution;

/// <summary>An entry of a fallback list, found.</summary>
/// <param name="Target">The group.</param>
/// <param name="Key">Equal for two entries that would send the same request: a plan visits each once.</param>
/// <param name="Parameters">What the request gets for this step; null for most.</param>
internal readonly record struct FallbackStep(ModelTarget Target, string Key, IReadOnlyDictionary<string, JsonElement>? Parameters)
{
    public static FallbackStep Of(ModelTarget target, FallbackTarget entry) => entry.Parameters is { Count: > 0 } parameters
        ? new FallbackStep(target, $"{target.Key}\n{entry.Signature()}", parameters)
        : new FallbackStep(target, target.Key, null);
}
