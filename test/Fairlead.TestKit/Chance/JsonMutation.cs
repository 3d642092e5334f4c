using System.Text.Json.Nodes;

namespace Fairlead.TestKit.Chance;

/// <summary>JSON that is a little wrong: values of other types, members that are missing.</summary>
public static class JsonMutation
{
    private static readonly string[] Values =
        ["null", "true", "0", "-1", "1e40", "0.5", "\"\"", "\"text\"", "\"\\ud83d\\ude00\"", "[]", "{}", "[null]", "[[1]]", "{\"type\":1}", "{\"text\":null}", "[{\"text\":{}}]", "9007199254740993"];

    /// <summary>Changes some values of a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="seed">What is changed, and how.</param>
    public static string Of(string json, int seed)
    {
        var random = new Random(seed);
        var root = JsonNode.Parse(json)!;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var places = new List<Action>();
            Collect(root, places, random);
            if (places.Count > 0)
            {
                places[random.Next(places.Count)]();
            }
        }

        return root.ToJsonString();
    }

    private static void Collect(JsonNode? node, List<Action> places, Random random)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                places.Add(random.Next(4) == 0 ? () => members.Remove(name) : () => members[name] = Value(random));
                Collect(value, places, random);
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                var at = i;
                places.Add(random.Next(4) == 0 ? () => items.RemoveAt(at) : () => items[at] = Value(random));
                Collect(items[i], places, random);
            }
        }
    }

    private static JsonNode? Value(Random random) => JsonNode.Parse(Values[random.Next(Values.Length)]);
}
