using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Json;

/// <summary>A parsed body whose texts can be taken out without copying them. They live as long as the bytes do; the document may be disposed before.</summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>Deepest nesting read: twice System.Text.Json's default, since JSON schemas nest two levels for one of the data's.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    private readonly JsonDocument _document;
    private readonly ReadOnlyMemory<byte> _bytes;

    private JsonBody(JsonDocument document, ReadOnlyMemory<byte> bytes)
    {
        _document = document;
        _bytes = bytes;
    }

    /// <summary>The outermost value.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Parses a body.</summary>
    /// <param name="bytes">The bytes; must stay unchanged as long as texts taken out of them are used.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonBody Parse(ReadOnlyMemory<byte> bytes) => new(JsonDocument.Parse(bytes, Options), bytes);

    /// <summary>A string's text: a slice of the body where it has no escapes.</summary>
    /// <exception cref="WireException">It holds half of a surrogate pair.</exception>
    public Utf8Text Text(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return default;
        }

        var quoted = JsonMarshal.GetRawUtf8Value(element);
        var raw = quoted[1..^1];
        return raw.Contains((byte)'\\') ? new(JsonStrings.Unescape(quoted)) : new(Slice(raw));
    }

    /// <summary>The text of a member; empty where it is missing or no text.</summary>
    public Utf8Text Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Text(value) : default;

    /// <summary>A value as it was written.</summary>
    public RawJson Raw(JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined ? default : new(Slice(JsonMarshal.GetRawUtf8Value(element)));

    /// <summary>A member as it was written; empty where it is missing or null.</summary>
    public RawJson Raw(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Raw(value) : default;

    /// <summary>A part of a body by itself, as deep as bodies are read.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonDocument Document(ReadOnlyMemory<byte> bytes) => JsonDocument.Parse(bytes, Options);

    public void Dispose() => _document.Dispose();

    // The document parsed these very bytes, so that a span of it is a part of them.
    private ReadOnlyMemory<byte> Slice(ReadOnlySpan<byte> part)
    {
        var offset = Unsafe.ByteOffset(ref MemoryMarshal.GetReference(_bytes.Span), ref MemoryMarshal.GetReference(part));
        return _bytes.Slice((int)offset, part.Length);
    }
}
