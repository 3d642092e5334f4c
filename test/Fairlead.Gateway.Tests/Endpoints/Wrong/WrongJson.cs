using System.Text;
using System.Text.Json;
using Fairlead.TestKit.Chance;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>A right JSON request made wrong in many ways, the same ones every time.</summary>
internal static class WrongJson
{
    /// <summary>Requests with some values or members changed.</summary>
    private const int Mutations = 40;

    /// <summary>Requests for each of <see cref="Values"/>.</summary>
    private const int Places = 2;

    /// <summary>Deeper than .NET reads by itself, and less deep than is read here.</summary>
    private const int Levels = 100;

    /// <summary>Values that a document of .NET's cannot hold, or barely.</summary>
    private static readonly (string What, string Json)[] Values =
    [
        ("bytes that are no text", "\"a\u00ff\u00c0b\""),
        ("half of a surrogate pair", "\"a\\ud83d\""),
        ("a text with NUL", "\"a\\u0000b\""),
        ("a number beyond doubles", "1e999"),
        ("a number with 400 digits", new string('9', 400)),
        ("a number below integers", "-9223372036854775809"),
        ("nested 140 deep", Deep(140)),
        ("nested 20000 deep", Deep(20_000)),
        ("a long text", $"\"{new string('a', 70_000)}\""),
        ("members of one name", """{"type":"text","type":1,"text":"a","text":null}"""),
        ("a member whose name is half of a pair", """{"\ud83d":1}"""),
    ];

    /// <summary>The wrong requests.</summary>
    /// <param name="right">The right one.</param>
    public static IEnumerable<WrongRequest> Of(string right)
    {
        var bytes = Encoding.UTF8.GetBytes(right);
        for (var seed = 0; seed < Mutations; seed++)
        {
            yield return new($"mutation {seed}", JsonMutation.Of(right, seed));
        }

        var random = new Random(1);
        var scalars = Scalars(bytes);
        foreach (var (what, json) in Values)
        {
            for (var i = 0; i < Places; i++)
            {
                var (start, length) = scalars[random.Next(scalars.Count)];
                yield return new($"{what} at byte {start}", [.. bytes[..start], .. Encoding.Latin1.GetBytes(json), .. bytes[(start + length)..]]);
            }
        }

        foreach (var (start, length) in scalars)
        {
            yield return new($"nested {Levels} deep at byte {start}", [.. bytes[..start], .. Encoding.UTF8.GetBytes(Deep(Levels)), .. bytes[(start + length)..]]);
        }

        for (var i = 0; i < 10; i++)
        {
            var length = random.Next(bytes.Length);
            yield return new($"cut after {length} bytes", bytes[..length]);
        }

        var brace = right.IndexOf('{', StringComparison.Ordinal) + 1;
        var rest = right[brace..];
        yield return new("each member twice", "{" + rest[..rest.LastIndexOf('}')] + "," + rest);
        yield return new("the model twice, first as a number", "{\"model\":1," + rest);
        yield return new("empty", "");
        yield return new("white space", " \n");
        yield return new("null", "null");
        yield return new("an array", $"[{right}]");
        yield return new("a text", "\"hello\"");
        yield return new("a number", "1");
        yield return new("no JSON", "model=m&prompt=hello");
        yield return new("an empty object", "{}");
        yield return new("something behind the object", right + "}");
        yield return new("a comment", "{/* m */" + rest);
        yield return new("a comma too many", right[..right.LastIndexOf('}')] + ",}");
        yield return new("single quotes", right.Replace('"', '\''));
        yield return new("a byte order mark", [0xEF, 0xBB, 0xBF, .. bytes]);
        yield return new("UTF-16", Encoding.Unicode.GetBytes(right));
        yield return new("Latin-1", Encoding.Latin1.GetBytes(right.Replace('✓', 'é')));
        yield return new("NULs", new byte[300]);
        yield return new("text/plain", bytes, "text/plain");
        yield return new("another charset", bytes, "application/json; charset=utf-16");
        yield return new("a charset that does not exist", bytes, "application/json; charset=klingon");
        yield return new("a content type that is none", bytes, ";;;");
        yield return new("no content type", bytes, null);
        yield return new("a form's content type", bytes, "multipart/form-data; boundary=b");
        yield return new("gzip claimed", bytes, "application/json", ("Content-Encoding", "gzip"));
        yield return new("two encodings claimed", bytes, "application/json", ("Content-Encoding", "br, nonsense"));
    }

    private static string Deep(int levels) => new string('[', levels) + new string(']', levels);

    /// <summary>Where the document's texts, numbers and words stand.</summary>
    private static List<(int Start, int Length)> Scalars(byte[] json)
    {
        var scalars = new List<(int, int)>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.StartArray or JsonTokenType.EndArray))
            {
                scalars.Add(((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
            }
        }

        return scalars;
    }
}
