using System.Text.Json;

namespace Fairlead.Providers.Wire.Json;

/// <summary>Reads values that must have a type: anything else is the client's mistake, told by name.</summary>
internal static class JsonChecks
{
    public static bool Flag(this JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new WireException($"'{name}' must be true or false", name),
    };

    public static double Double(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw new WireException($"'{name}' must be a number", name);

    public static long Long(this JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt64(out var whole))
            {
                return whole;
            }

            // Some clients write 1024.0.
            if (value.TryGetDouble(out var real) && real is >= long.MinValue and <= long.MaxValue && real == Math.Floor(real))
            {
                return (long)real;
            }
        }

        throw new WireException($"'{name}' must be a whole number", name);
    }

    public static int Int(this JsonElement value, string name) =>
        value.Long(name) is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw new WireException($"'{name}' is out of range", name);

    public static string String(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new WireException($"'{name}' must be a text", name);

    public static JsonElement.ArrayEnumerator Items(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new WireException($"'{name}' must be a list", name);
}
