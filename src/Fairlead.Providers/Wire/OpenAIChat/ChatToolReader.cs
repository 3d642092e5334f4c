using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads the tools of a chat request, and which of them to call.</summary>
internal static class ChatToolReader
{
    public static void Tools(JsonBody body, JsonElement list, List<ToolDefinition> tools)
    {
        foreach (var item in list.Items("tools"))
        {
            tools.Add(Tool(body, item));
        }
    }

    public static ToolChoice Choice(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString() switch
            {
                "auto" => new ToolChoice(ToolMode.Auto),
                "none" => new ToolChoice(ToolMode.None),
                "required" or "any" => new ToolChoice(ToolMode.Required),
                var other => throw new WireException($"'tool_choice' is '{other}'; auto, none, required or a tool are choices", "tool_choice"),
            };
        }

        if (value.TryObject("allowed_tools"u8, out var allowed))
        {
            return new ToolChoice(allowed.Text("mode"u8) == "required" ? ToolMode.Required : ToolMode.Auto) { Allowed = [.. Names(allowed)] };
        }

        // {"type":"function","function":{"name":…}}, the same for custom tools, and the old function_call: {"name":…}.
        var named = value.TryObject("function"u8, out var function) ? function : value.TryObject("custom"u8, out var custom) ? custom : value;
        return new ToolChoice(ToolMode.Named, named.Text("name"u8) ?? throw new WireException("'tool_choice' names no tool", "tool_choice"));
    }

    private static ToolDefinition Tool(JsonBody body, JsonElement item)
    {
        var type = item.Text("type"u8);
        var mark = body.Raw(item, "cache_control"u8);
        if (type == "custom" && item.TryObject("custom"u8, out var custom))
        {
            return new ToolDefinition
            {
                Kind = ToolKind.Custom,
                Name = NameOf(custom),
                Description = custom.Text("description"u8),
                Schema = body.Raw(custom, "format"u8),
                CacheControl = mark,
            };
        }

        // The old functions stand there without a wrapper.
        var function = item.TryObject("function"u8, out var wrapped) ? wrapped : item;
        if (type is not (null or "function"))
        {
            return new ToolDefinition { Kind = ToolKind.Opaque, Name = type, Dialect = "openai-chat", Json = body.Raw(item) };
        }

        return new ToolDefinition
        {
            Name = NameOf(function),
            Description = function.Text("description"u8),
            Schema = body.Raw(function, "parameters"u8),
            Strict = function.TryGetProperty("strict"u8, out var strict) && strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : null,
            CacheControl = mark,
        };
    }

    private static string NameOf(JsonElement tool) => tool.Text("name"u8) ?? throw new WireException("a tool has no 'name'", "tools");

    private static IEnumerable<string> Names(JsonElement allowed)
    {
        if (!allowed.TryArray("tools"u8, out var tools))
        {
            yield break;
        }

        foreach (var tool in tools.EnumerateArray())
        {
            if ((tool.TryObject("function"u8, out var wrapped) || tool.TryObject("custom"u8, out wrapped) ? wrapped : tool).Text("name"u8) is { } name)
            {
                yield return name;
            }
        }
    }
}
