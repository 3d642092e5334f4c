using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Calls of tools, both ways: the arguments are an object, the id may be missing.</summary>
internal static class OllamaCalls
{
    private static readonly Utf8Text None = Utf8Text.Of("{}");

    /// <summary>Reads one; null where it names no function.</summary>
    public static ToolCallPart? Read(JsonBody body, JsonElement call)
    {
        if (!call.TryObject("function"u8, out var function) || function.Text("name"u8) is not { } name)
        {
            return null;
        }

        return new ToolCallPart(call.Text("id"u8) ?? "", name, ArgumentsOf(body, function));
    }

    /// <summary>Writes one.</summary>
    /// <param name="json">Gets it.</param>
    /// <param name="index">Its running number; -1 for none.</param>
    /// <param name="id">Its id; empty for none.</param>
    /// <param name="name">The tool's name.</param>
    /// <param name="arguments">The arguments' text.</param>
    public static void Write(Utf8JsonWriter json, int index, string id, string name, Utf8Text arguments)
    {
        json.WriteStartObject();
        json.WriteIf("id"u8, id.Length > 0 ? id : null);
        json.WriteStartObject("function"u8);
        if (index >= 0)
        {
            json.WriteNumber("index"u8, index);
        }

        json.WriteString("name"u8, name);
        if (JsonTexts.IsObject(arguments.Span))
        {
            json.WriteJson("arguments"u8, new RawJson(arguments.Memory));
        }
        else
        {
            json.WriteStartObject("arguments"u8);
            if (!arguments.IsEmpty)
            {
                // The model once wrote no JSON, or the tool takes free text.
                json.WriteText("input"u8, arguments);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Some servers that imitate Ollama give the text of an object, as OpenAI does.
    private static Utf8Text ArgumentsOf(JsonBody body, JsonElement function)
    {
        if (function.TryObject("arguments"u8, out var arguments))
        {
            return new Utf8Text(body.Raw(arguments).Memory);
        }

        return body.Text(function, "arguments"u8) is { IsEmpty: false } text ? text : None;
    }
}
