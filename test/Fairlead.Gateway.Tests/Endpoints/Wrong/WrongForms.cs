using System.Text;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>Forms made wrong, the same ones every time.</summary>
internal static class WrongForms
{
    private const string Type = "multipart/form-data; boundary=b";

    /// <summary>A form that is served.</summary>
    /// <param name="model">The model.</param>
    public static WrongRequest Right(string model) => new("right", Bytes(Text(model)), Type);

    /// <summary>The wrong ones.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<WrongRequest> Of(string model)
    {
        var text = Text(model);
        var right = Bytes(text);
        for (var length = 0; length < right.Length; length += 7)
        {
            yield return new($"cut after {length} bytes", right[..length], Type);
        }

        var random = new Random(2);
        for (var i = 0; i < 60; i++)
        {
            var changed = (byte[])right.Clone();
            for (var bytes = random.Next(1, 4); bytes > 0; bytes--)
            {
                changed[random.Next(changed.Length)] = (byte)"\0\r\n-:;\"=b\u00ff"[random.Next(10)];
            }

            yield return new($"bytes changed {i}", changed, Type);
        }

        yield return new("nothing but the end", Bytes("--b--\r\n"), Type);
        yield return new("nothing but white space", Bytes("\r\n\r\n"), Type);
        yield return new("another boundary", right, "multipart/form-data; boundary=c");
        yield return new("no boundary", right, "multipart/form-data");
        yield return new("an empty boundary", right, "multipart/form-data; boundary=\"\"");
        yield return new("a boundary too long", right, "multipart/form-data; boundary=" + new string('b', 71));
        yield return new("multipart/mixed", right, "multipart/mixed; boundary=b");
        yield return new("an encoded form", Bytes("model=" + model + "&prompt=Hi"), "application/x-www-form-urlencoded");
        yield return new("text/plain", right, "text/plain");
        yield return new("no content type", right, null);
        yield return new("a content type that is none", right, ";;;");
        yield return new("gzip claimed", right, Type, ("Content-Encoding", "gzip"));
        yield return new("JSON", Bytes($$"""{"model":"{{model}}","file":"x"}"""));
        yield return new("JSON cut", Bytes("""{"model":"""));
        yield return new("JSON within", Bytes($$"""{"model":"{{model}}"}"""), Type);
        yield return Part("no model", "");
        yield return Part("two models", Field("model", model) + Field("model", model));
        yield return Part("an empty model", Field("model", ""));
        yield return Part("a model that is a file", File("model", model));
        yield return Part("no file", Field("model", model));
        yield return Part("a part without a name", Field("model", model) + "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n");
        yield return Part("a part without a disposition", Field("model", model) + "--b\r\n\r\nx\r\n");
        yield return Part("a disposition that is none", Field("model", model) + "--b\r\nContent-Disposition: ;;=\"\r\n\r\nx\r\n");
        yield return Part("a header line without a colon", Field("model", model) + "--b\r\nnonsense\r\n\r\nx\r\n");
        yield return Part("a header that has no end", Field("model", model) + "--b\r\nContent-Disposition: form-data; name=\"" + new string('n', 40_000) + "\"\r\n\r\nx\r\n");
        yield return Part("a hundred headers", Field("model", model) + "--b\r\n" + string.Concat(Enumerable.Range(0, 100).Select(static i => $"X-{i}: y\r\n")) + "\r\nx\r\n");
        yield return Part("a text field too long", Field("model", model) + Field("prompt", new string('p', 1_100_000)));
        yield return Part("a thousand fields", Field("model", model) + string.Concat(Enumerable.Range(0, 1000).Select(static i => Field($"f{i}", "x"))));
        yield return Part("a name that is no UTF-8", Field("model", model) + Field("\u00ff\u00c0", "x"));
        yield return Part("a text that is no UTF-8", Field("model", "\u00ff\u00c0"));
        yield return Part("words for the gateway that are none", Field("model", model) + Field("num_retries", "many") + Field("timeout", "-1") + Field("metadata", "{") + Field("fallbacks", "[1"));
        foreach (var (name, value) in ((string, string)[])[("stream", "[1]"), ("timeout", "{}"), ("num_retries", "1e40"), ("tags", "\"\\ud83d\""), ("metadata", "[[[["), ("fallbacks", "{\"a\":[]}"), ("n", "-1"), ("temperature", "hot")])
        {
            yield return Part($"{name}={value}", Field("model", model) + File("file", "x") + Field(name, value));
        }
    }

    private static WrongRequest Part(string what, string parts) => new(what, Bytes(parts + "--b--\r\n"), Type);

    private static string Text(string model) => Field("model", model) + Field("prompt", "Hi") + Field("language", "de") + File("file", "RIFF\0\r\n--x") + File("image", "x") + "--b--\r\n";

    private static string Field(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static string File(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n{value}\r\n";

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
