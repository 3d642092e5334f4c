using System.Text;
using System.Text.Json;

namespace Fairlead.Configuration.Document;

/// <summary>Reads JSON into the same tree. Comments and a trailing comma are taken; people write them.</summary>
internal ref struct JsonReader
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly List<RepeatedKey> _repeated;
    private Utf8JsonReader _reader;
    private int _offset;
    private int _line;
    private int _column;

    private JsonReader(ReadOnlySpan<byte> utf8, List<RepeatedKey> repeated)
    {
        _utf8 = utf8;
        _repeated = repeated;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = DocumentLimits.Depth });
        _line = 1;
        _column = 1;
    }

    /// <summary>Reads one document.</summary>
    /// <param name="text">The document.</param>
    public static DocumentResult Read(string text)
    {
        var repeated = new List<RepeatedKey>();
        try
        {
            var reader = new JsonReader(Encoding.UTF8.GetBytes(text), repeated);
            reader._reader.Read();
            var root = reader.ReadValue();
            reader._reader.Read();
            return new DocumentResult(root, null, repeated);
        }
        catch (JsonException exception)
        {
            // The reader's own message may quote the text at hand, which may be a secret: the place is enough.
            var line = (int)(exception.LineNumber ?? 0) + 1;
            var column = (int)(exception.BytePositionInLine ?? 0) + 1;
            return new DocumentResult(null, new DocumentFault(line, column, $"not valid JSON, or nested deeper than {DocumentLimits.Depth} levels", "look for a missing comma, quote or bracket at or before this place"), repeated);
        }
        catch (InvalidOperationException)
        {
            // Boundary: text that is no Unicode (a lone surrogate) fails only when its string is read.
            return new DocumentResult(null, new DocumentFault(0, 0, "not valid JSON: a string holds half a surrogate pair"), repeated);
        }
    }

    private ConfigNode ReadValue()
    {
        var (line, column) = Place();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(line, column);
            case JsonTokenType.StartArray:
                var items = new List<ConfigNode>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue());
                }

                return ConfigNode.List([.. items], line, column);
            case JsonTokenType.String:
                return ConfigNode.OfKind(NodeKind.Text, _reader.GetString()!, line, column);
            case JsonTokenType.Number:
                return ConfigNode.OfKind(NodeKind.Number, Encoding.UTF8.GetString(_reader.ValueSpan), line, column);
            case JsonTokenType.True or JsonTokenType.False:
                return ConfigNode.OfKind(NodeKind.Boolean, _reader.GetBoolean() ? "true" : "false", line, column);
            default:
                return ConfigNode.OfKind(NodeKind.Null, "", line, column);
        }
    }

    private ConfigNode ReadMap(int line, int column)
    {
        var map = new MapBuilder(_repeated);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var (keyLine, keyColumn) = Place();
            var key = _reader.GetString()!;
            _reader.Read();
            map.Add(new ConfigEntry(key, keyLine, keyColumn, ReadValue()));
        }

        return map.Build(line, column);
    }

    /// <summary>Line and column of the token at hand; tokens come in order, so each byte is looked at once.</summary>
    private (int Line, int Column) Place()
    {
        for (; _offset < _reader.TokenStartIndex; _offset++)
        {
            var value = _utf8[_offset];
            if (value == (byte)'\n')
            {
                _line++;
                _column = 1;
            }
            else if ((value & 0xC0) != 0x80)
            {
                // Continuation bytes of one character do not move the column.
                _column++;
            }
        }

        return (_line, _column);
    }
}
