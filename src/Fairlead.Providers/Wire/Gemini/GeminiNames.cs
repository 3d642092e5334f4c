using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads members as Protocol Buffers' JSON has them: each may be spelled <c>inlineData</c> or <c>inline_data</c>, and a list of one may stand without its brackets.</summary>
internal static class GeminiNames
{
    /// <summary>Longer than any name with its underscores.</summary>
    private const int MaxName = 64;

    /// <summary>Objects up to this length are searched for an underscore before a name is spelled with them: an event of a stream is, a request with a picture is not.</summary>
    private const int MaxSearched = 2048;

    /// <summary>Finds a member.</summary>
    /// <param name="element">The object; anything else has none.</param>
    /// <param name="name">Its name in camel case.</param>
    /// <param name="value">The value.</param>
    /// <returns>False where it is missing or null.</returns>
    public static bool TryMember(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null)
        {
            return true;
        }

        // Most members that are asked for are missing, and nearly everybody writes camel case.
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.Length <= MaxSearched && !raw.Contains((byte)'_'))
        {
            value = default;
            return false;
        }

        Span<byte> snake = stackalloc byte[MaxName];
        var length = 0;
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper((char)letter))
            {
                snake[length++] = (byte)'_';
            }

            snake[length++] = (byte)char.ToLowerInvariant((char)letter);
        }

        return length > name.Length && element.TryGetProperty(snake[..length], out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>A member that is an object.</summary>
    public static bool TryObjectMember(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement value) =>
        element.TryMember(name, out value) && value.ValueKind == JsonValueKind.Object;

    /// <summary>A member that is a text; null where it is missing, empty or no text.</summary>
    public static string? Word(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryMember(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>The items of a list, or the one that stands without brackets.</summary>
    /// <exception cref="WireException">It is neither.</exception>
    public static IEnumerable<JsonElement> Several(this JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray(),
        JsonValueKind.Object => [value],
        _ => throw new WireException($"'{name}' must be a list", name),
    };

    /// <summary>The items of a member that is a list; none where it is missing or something else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryMember(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>A name in camel case.</summary>
    public static string Camel(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        Span<char> camel = name.Length <= MaxName ? stackalloc char[MaxName] : new char[name.Length];
        var length = 0;
        var raise = false;
        foreach (var letter in name)
        {
            if (letter == '_')
            {
                raise = length > 0;
            }
            else
            {
                camel[length++] = raise ? char.ToUpperInvariant(letter) : letter;
                raise = false;
            }
        }

        return new string(camel[..length]);
    }
}
