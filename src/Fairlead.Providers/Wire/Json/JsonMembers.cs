using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.Json;

/// <summary>Reads members that may be missing, null, or of another type than documented.</summary>
internal static class JsonMembers
{
    /// <summary>A text; null where it is missing, empty or no text.</summary>
    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A whole number; null where it is missing or no number.</summary>
    public static long? Number(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt64(out var number) ? number : (long)value.GetDouble()
            : null;

    /// <summary>An object; false where it is missing or something else.</summary>
    public static bool TryObject(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement value) =>
        TryKind(element, name, JsonValueKind.Object, out value);

    /// <summary>An array; false where it is missing or something else.</summary>
    public static bool TryArray(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement value) =>
        TryKind(element, name, JsonValueKind.Array, out value);

    /// <summary>Keeps a member that has no place in the typed answer.</summary>
    public static void Keep(ref AdditionalPropertiesDictionary? properties, JsonProperty member)
    {
        if (member.Value.ValueKind is not JsonValueKind.Null)
        {
            (properties ??= [])[member.Name] = member.Value.Clone();
        }
    }

    private static bool TryKind(JsonElement element, ReadOnlySpan<byte> name, JsonValueKind kind, out JsonElement value)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind == kind)
        {
            return true;
        }

        value = default;
        return false;
    }
}
