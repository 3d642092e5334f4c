using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>JSON as one text whatever the order of its members.</summary>
internal static class CanonicalJson
{
    public static string Of(RawJson json) => json.IsEmpty ? "" : Sorted(JsonNode.Parse(json.Span))?.ToJsonString() ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(static member => member.Key, StringComparer.Ordinal).Select(static member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
