using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>What a block of a stream is that begins with an event of its own.</summary>
internal enum ConverseBlockKind
{
    /// <summary>A call of one of the client's tools.</summary>
    Call,

    /// <summary>A call of the tool whose arguments are the answer.</summary>
    Answer,

    /// <summary>A call of one of the vendor's own tools.</summary>
    OwnCall,

    /// <summary>The result of such a call.</summary>
    OwnResult,

    /// <summary>A picture.</summary>
    Image,
}

/// <summary>A block of a stream between its start and its end.</summary>
internal sealed class ConverseBlock
{
    private readonly ArrayBufferWriter<byte> _gathered = new();
    private readonly RawJson _start;

    private ConverseBlock(ConverseBlockKind kind, JsonElement start)
    {
        Kind = kind;
        Id = start.Text("toolUseId"u8);
        Name = start.Text("name"u8);
        // Calls are told as they come; only what is told as a whole is kept.
        _start = kind is ConverseBlockKind.Call or ConverseBlockKind.Answer ? default : RawJson.Of(start.GetRawText());
    }

    public ConverseBlockKind Kind { get; }

    /// <summary>The call's id.</summary>
    public string? Id { get; }

    /// <summary>The tool's name.</summary>
    public string? Name { get; }

    /// <summary>The running number of the call.</summary>
    public int Tool { get; private init; }

    /// <summary>Whether any arguments came.</summary>
    public bool HasInput { get; set; }

    /// <summary>The block that begins; null for one that needs no keeping.</summary>
    /// <param name="start">Its start.</param>
    /// <param name="calls">Calls so far.</param>
    public static ConverseBlock? Of(JsonElement start, int calls)
    {
        if (start.TryObject("toolUse"u8, out var call))
        {
            var kind = call.Text("type"u8) == "server_tool_use" ? ConverseBlockKind.OwnCall
                : call.Text("name"u8) == ConverseOutput.ToolName ? ConverseBlockKind.Answer
                : ConverseBlockKind.Call;
            return new ConverseBlock(kind, call) { Tool = calls };
        }

        if (start.TryObject("toolResult"u8, out var result))
        {
            return new ConverseBlock(ConverseBlockKind.OwnResult, result);
        }

        return start.TryObject("image"u8, out var image) ? new ConverseBlock(ConverseBlockKind.Image, image) : null;
    }

    /// <summary>More of a text.</summary>
    public void Add(ReadOnlySpan<byte> text) => _gathered.Write(text);

    /// <summary>More of a result: an array of blocks; or of a picture: its bytes.</summary>
    public void Add(JsonElement value)
    {
        if (Kind == ConverseBlockKind.OwnResult && value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (_gathered.WrittenCount > 0)
                {
                    _gathered.Write(","u8);
                }

                _gathered.Write(RawJson.Of(item.GetRawText()).Span);
            }
        }
        else if (Kind == ConverseBlockKind.Image && value.TryObject("source"u8, out var source) && source.TryGetProperty("bytes"u8, out var bytes) && bytes.TryGetBytesFromBase64(out var piece))
        {
            // Each piece is base64 by itself.
            _gathered.Write(piece);
        }
    }

    /// <summary>The part that the block was, where it is told as a whole.</summary>
    public Part? Whole()
    {
        switch (Kind)
        {
            case ConverseBlockKind.Image:
                using (var image = JsonBody.Document(_start.Memory))
                {
                    return _gathered.WrittenCount == 0 ? null : new MediaPart(MediaKind.Image)
                    {
                        MediaType = ConverseFormats.MediaTypeOf(MediaKind.Image, image.RootElement.Text("format"u8)),
                        Base64 = Utf8Text.Of(Convert.ToBase64String(_gathered.WrittenSpan)),
                    };
                }

            case ConverseBlockKind.OwnCall:
                var input = JsonTexts.IsObject(_gathered.WrittenSpan) ? _gathered.WrittenSpan : "{}"u8;
                return Opaque("toolUse"u8, "input"u8, input);
            case ConverseBlockKind.OwnResult:
                return Opaque("toolResult"u8, "content"u8, [.. "["u8, .. _gathered.WrittenSpan, .. "]"u8]);
            default:
                return null;
        }
    }

    private OpaquePart Opaque(ReadOnlySpan<byte> name, ReadOnlySpan<byte> member, ReadOnlySpan<byte> value)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        using (var start = JsonBody.Document(_start.Memory))
        {
            json.WriteStartObject();
            json.WriteStartObject(name);
            foreach (var property in start.RootElement.EnumerateObject())
            {
                property.WriteTo(json);
            }

            json.WritePropertyName(member);
            json.WriteRawValue(value, skipInputValidation: true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new OpaquePart(ConverseDialect.FormatName, new RawJson(output.WrittenMemory));
    }
}
