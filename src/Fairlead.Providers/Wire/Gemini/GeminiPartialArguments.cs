using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Puts a call's arguments together that come value by value (<c>partialArgs</c>, where a Vertex AI client asks for it), each with the path of its place.</summary>
internal sealed class GeminiPartialArguments
{
    /// <summary>Longest list made: paths name places, and a number is no reason to make as many.</summary>
    private const int MaxItems = 10_000;

    private readonly JsonObject _root = [];

    /// <summary>Adds what one event brings.</summary>
    public void Add(JsonElement call)
    {
        foreach (var piece in call.Items("partialArgs"u8))
        {
            if (piece.Word("jsonPath"u8) is { } path)
            {
                Put(Steps(path), piece);
            }
        }
    }

    /// <summary>The whole.</summary>
    public Utf8Text Whole() => Utf8Text.Of(_root.ToJsonString());

    private static List<object> Steps(string path)
    {
        // $.recipe.ingredients[0].name, and ['a name'] where it is no identifier.
        var steps = new List<object>();
        var at = path.StartsWith('$') ? 1 : 0;
        while (at < path.Length)
        {
            if (path[at] == '[')
            {
                var end = path.IndexOf(']', at);
                end = end < 0 ? path.Length : end;
                var inner = path[(at + 1)..end];
                steps.Add(int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : inner.Trim('\'', '"'));
                at = end + 1;
            }
            else
            {
                var start = path[at] == '.' ? at + 1 : at;
                var end = path.IndexOfAny(['.', '['], start);
                end = end < 0 ? path.Length : end;
                if (end > start)
                {
                    steps.Add(path[start..end]);
                }

                at = Math.Max(end, at + 1);
            }
        }

        return steps;
    }

    private void Put(List<object> steps, JsonElement piece)
    {
        JsonNode at = _root;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            var next = Child(at, steps[i]);
            if (next is not (JsonObject or JsonArray))
            {
                next = steps[i + 1] is int ? new JsonArray() : new JsonObject();
                Set(at, steps[i], next);
            }

            at = next;
        }

        if (steps.Count > 0)
        {
            Set(at, steps[^1], Value(piece, Child(at, steps[^1])));
        }
    }

    private static JsonNode? Child(JsonNode at, object step) => (at, step) switch
    {
        (JsonObject members, string name) => members[name],
        (JsonArray items, int index) when index < items.Count => items[index],
        _ => null,
    };

    private static void Set(JsonNode at, object step, JsonNode? value)
    {
        if (at is JsonObject members)
        {
            members[step.ToString()!] = value;
        }
        else if (at is JsonArray items && step is int index and < MaxItems)
        {
            while (items.Count <= index)
            {
                items.Add(null);
            }

            items[index] = value;
        }
        else
        {
            throw new WireException("a call's arguments have a path that leads nowhere");
        }
    }

    private static JsonNode? Value(JsonElement piece, JsonNode? before)
    {
        if (piece.TryMember("stringValue"u8, out var text) && text.ValueKind == JsonValueKind.String)
        {
            // A text comes in pieces, the last of them empty.
            return JsonValue.Create((before is JsonValue old && old.TryGetValue<string>(out var start) ? start : "") + text.GetString());
        }

        if (piece.TryMember("numberValue"u8, out var value) || piece.TryMember("boolValue"u8, out value))
        {
            return JsonNode.Parse(value.GetRawText());
        }

        return null;
    }
}
