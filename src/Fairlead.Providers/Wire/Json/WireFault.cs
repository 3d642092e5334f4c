using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fairlead.Providers.Wire.Json;

/// <summary>What is wrong with a request that could not be read, with the place: looked for only then, since reading itself does not keep it.</summary>
internal static class WireFault
{
    /// <summary>Whether an exception is one that reading a body throws at what is not as its format says.</summary>
    public static bool Is(Exception e) => e is WireException or JsonException or InvalidOperationException or FormatException or OverflowException;

    /// <summary>The fault, told to the client.</summary>
    /// <param name="e">What reading threw.</param>
    /// <param name="body">The body.</param>
    public static WireException Of(Exception e, ReadOnlySpan<byte> body)
    {
        if (e is WireException { Parameter: not null } known)
        {
            return known;
        }

        try
        {
            return Find(body) ?? e as WireException ?? new WireException("the request body is not what its format says");
        }
        catch (JsonException not)
        {
            return new WireException(string.Create(CultureInfo.InvariantCulture, $"the request body is not valid JSON: line {not.LineNumber + 1}, byte {not.BytePositionInLine + 1}"));
        }
    }

    /// <summary>The first thing that no format can have: a text that is none, or nesting deeper than is read.</summary>
    /// <param name="body">The body.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static WireException? Find(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var path = new List<Step>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    path.RemoveAt(path.Count - 1);
                    break;
                case JsonTokenType.PropertyName:
                    if (!TryText(ref reader, out var name))
                    {
                        return At(path, "the name of a member is no text: it holds half of a surrogate pair, or bytes that are no UTF-8");
                    }

                    path[^1] = new Step(name, -1);
                    break;
                default:
                    if (path is [.., { Name: null } last])
                    {
                        path[^1] = last with { Index = last.Index + 1 };
                    }

                    if (reader.TokenType == JsonTokenType.String && !TryText(ref reader, out _))
                    {
                        return At(path, "a text is none: it holds half of a surrogate pair, or bytes that are no UTF-8");
                    }

                    if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    {
                        if (path.Count == JsonBody.MaxDepth)
                        {
                            return At(path[..3], $"the request body is nested deeper than {JsonBody.MaxDepth} levels");
                        }

                        path.Add(new Step(reader.TokenType == JsonTokenType.StartObject ? "" : null, -1));
                    }

                    break;
            }
        }

        return null;
    }

    private static bool TryText(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    private static WireException At(List<Step> path, string what)
    {
        var place = new StringBuilder();
        foreach (var (name, index) in path)
        {
            if (name is null)
            {
                place.Append(CultureInfo.InvariantCulture, $"[{Math.Max(0, index)}]");
            }
            else if (name.Length > 0)
            {
                place.Append(place.Length > 0 ? "." : "").Append(name);
            }
        }

        return place.Length == 0 ? new WireException(what) : new WireException($"{what}, in '{place}'", place.ToString());
    }

    /// <summary>One level of where the reader is.</summary>
    /// <param name="Name">The member; empty before the first; null in a list.</param>
    /// <param name="Index">The item of a list.</param>
    private readonly record struct Step(string? Name, int Index);
}
