using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fairlead.Compatibility;

/// <summary>A map in one of the shapes callers have: a dictionary, or JSON.</summary>
internal readonly struct EntryMap
{
    private readonly object? _map;

    private EntryMap(object? map) => _map = map;

    /// <summary>Wraps a map.</summary>
    /// <returns>False when the value is no map.</returns>
    public static bool TryWrap(object? value, out EntryMap map)
    {
        map = new EntryMap(value);
        return value is IReadOnlyDictionary<string, object?> or IDictionary<string, object?> or IDictionary or JsonObject
            or JsonElement { ValueKind: JsonValueKind.Object };
    }

    /// <summary>A value; null where the key is missing.</summary>
    public object? this[string key]
    {
        get
        {
            object? value = null;
            switch (_map)
            {
                case IReadOnlyDictionary<string, object?> map:
                    map.TryGetValue(key, out value);
                    break;
                case IDictionary<string, object?> map:
                    map.TryGetValue(key, out value);
                    break;
                case JsonObject map:
                    value = map[key];
                    break;
                case JsonElement map:
                    value = map.TryGetProperty(key, out var element) ? element : null;
                    break;
                case IDictionary map:
                    value = map[key];
                    break;
            }

            return value;
        }
    }

    /// <summary>A map within; an empty one where the key is missing or something else.</summary>
    public EntryMap Map(string key) => TryWrap(this[key], out var map) ? map : default;

    /// <summary>A text; null where the key is missing or no text.</summary>
    public string? Text(string key) => AsText(this[key]);

    /// <summary>A number; null where the key is missing.</summary>
    /// <exception cref="ArgumentException">The value is no number.</exception>
    public double? Number(string key)
    {
        var value = this[key];
        if (value is JsonValue json)
        {
            value = json.GetValue<JsonElement>();
        }

        return value switch
        {
            null or JsonElement { ValueKind: JsonValueKind.Null } => null,
            JsonElement { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
            JsonElement { ValueKind: JsonValueKind.String } text when Parse(text.GetString(), out var parsed) => parsed,
            string text when Parse(text, out var parsed) => parsed,
            IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => number.ToDouble(CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"'{key}' is no number."),
        };
    }

    /// <summary>Texts of a list, or one text; empty where the key is missing.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var value = this[key];
        if (AsText(value) is { } one)
        {
            return [one];
        }

        var texts = new List<string>();
        foreach (var item in Items(value))
        {
            if (AsText(item) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>The map's members; none where it is empty or missing.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Members()
    {
        switch (_map)
        {
            case IEnumerable<KeyValuePair<string, object?>> members:
                return members;
            case JsonObject map:
                return map.Select(static member => KeyValuePair.Create(member.Key, (object?)member.Value));
            case JsonElement map:
                return map.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, (object?)member.Value));
            case IDictionary map:
                return map.Cast<DictionaryEntry>().Select(static member => KeyValuePair.Create(member.Key.ToString()!, member.Value));
            default:
                return [];
        }
    }

    private static IEnumerable Items(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        JsonArray array => array,
        JsonNode or JsonElement or null => Array.Empty<object>(),
        IEnumerable items => items,
        _ => Array.Empty<object>(),
    };

    private static string? AsText(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        JsonValue json when json.GetValueKind() == JsonValueKind.String => json.ToString(),
        _ => null,
    };

    private static bool Parse(string? text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
