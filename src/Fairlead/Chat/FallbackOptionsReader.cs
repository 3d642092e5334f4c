using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Chat;

/// <summary>Reads fallback lists in the shapes they come in: typed entries, names, JSON.</summary>
internal static class FallbackOptionsReader
{
    public static IReadOnlyList<FallbackTarget> List(string key, object value) => value switch
    {
        IReadOnlyList<FallbackTarget> list => list,
        IEnumerable<FallbackTarget> sequence => [.. sequence],
        JsonElement { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(entry => Entry(key, entry))],
        _ => [.. RouteOptionsReader.Strings(key, value).Select(FallbackTarget.FromString)],
    };

    public static IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>> Table(string key, object value) => value switch
    {
        IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>> table => table,
        JsonElement { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().ToDictionary(entry => entry.Name, entry => List(key, entry.Value)),
        _ => throw RouteOptionsReader.Wrong(key, value, "a dictionary from group to targets"),
    };

    private static FallbackTarget Entry(string key, JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.String)
        {
            return entry.GetString()!;
        }

        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String)
        {
            throw RouteOptionsReader.Wrong(key, entry, "names, or objects with 'model'");
        }

        var parameters = entry.EnumerateObject().Where(member => member.Name != "model").ToDictionary(member => member.Name, member => member.Value.Clone());
        return new FallbackTarget(model.GetString()!) { Parameters = parameters.Count > 0 ? parameters : null };
    }
}
