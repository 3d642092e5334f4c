using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>What a custom tool takes: in the chat format a grammar has a wrapper (<c>{"type":"grammar","grammar":{…}}</c>), here it has none.</summary>
internal static class ResponsesGrammar
{
    /// <summary>A tool's <c>format</c> as the chat format has it; empty where it has none.</summary>
    public static RawJson ToChat(JsonBody body, JsonElement tool)
    {
        if (!tool.TryObject("format"u8, out var format) || format.Text("type"u8) != "grammar" || format.Text("definition"u8) is not { } definition)
        {
            return body.Raw(tool, "format"u8);
        }

        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "grammar"u8);
            json.WriteStartObject("grammar"u8);
            json.WriteString("syntax"u8, format.Text("syntax"u8) ?? "lark");
            json.WriteString("definition"u8, definition);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new RawJson(output.WrittenMemory);
    }

    /// <summary>Writes the member <c>format</c>; nothing where there is none.</summary>
    public static void Write(Utf8JsonWriter json, RawJson format)
    {
        if (format.IsEmpty)
        {
            return;
        }

        using var body = JsonBody.Parse(format.Memory);
        if (body.Root.TryObject("grammar"u8, out var grammar))
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "grammar"u8);
            json.WriteString("syntax"u8, grammar.Text("syntax"u8) ?? "lark");
            json.WriteString("definition"u8, grammar.Text("definition"u8) ?? "");
            json.WriteEndObject();
        }
        else
        {
            json.WriteJson("format"u8, format);
        }
    }
}
