using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Reads the tools of a Responses request, and which of them to call.</summary>
internal static class ResponsesToolReader
{
    public static void Tools(JsonBody body, JsonElement list, List<ToolDefinition> tools)
    {
        foreach (var item in list.Items("tools"))
        {
            tools.Add(Tool(body, item));
        }
    }

    public static void Choice(JsonBody body, JsonElement value, Conversation conversation)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            conversation.ToolChoice = value.GetString() switch
            {
                "auto" => new ToolChoice(ToolMode.Auto),
                "none" => new ToolChoice(ToolMode.None),
                "required" => new ToolChoice(ToolMode.Required),
                var other => throw new WireException($"'tool_choice' is '{other}'; auto, none, required or a tool are choices", "tool_choice"),
            };
            return;
        }

        switch (value.Text("type"u8))
        {
            case "function" or "custom":
                conversation.ToolChoice = new ToolChoice(ToolMode.Named, value.Text("name"u8) ?? throw new WireException("'tool_choice' names no tool", "tool_choice"));
                break;
            case "allowed_tools" when Names(value) is { Count: > 0 } names:
                conversation.ToolChoice = new ToolChoice(value.Text("mode"u8) == "required" ? ToolMode.Required : ToolMode.Auto) { Allowed = names };
                break;
            case { } type:
                conversation.Bound.Add(new BoundMember("tool_choice", body.Raw(value), LossKind.Parameter, $"'{type}' is for tools that OpenAI runs itself"));
                break;
            default:
                throw new WireException("'tool_choice' must be a text or an object with 'type'", "tool_choice");
        }
    }

    private static ToolDefinition Tool(JsonBody body, JsonElement item)
    {
        switch (item.Text("type"u8))
        {
            case "function":
                return new ToolDefinition
                {
                    Name = NameOf(item),
                    Description = item.Text("description"u8),
                    Schema = body.Raw(item, "parameters"u8),
                    Strict = item.TryGetProperty("strict"u8, out var strict) && strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : null,
                };
            case "custom":
                return new ToolDefinition
                {
                    Kind = ToolKind.Custom,
                    Name = NameOf(item),
                    Description = item.Text("description"u8),
                    Schema = ResponsesGrammar.ToChat(body, item),
                };
            case { } type:
                // Its dated names too: web_search_preview_2025_03_11.
                return new ToolDefinition
                {
                    Kind = type.StartsWith("web_search", StringComparison.Ordinal) ? ToolKind.WebSearch : ToolKind.Opaque,
                    Name = type,
                    Dialect = ResponsesDialect.FormatName,
                    Json = body.Raw(item),
                };
            default:
                throw new WireException("a tool has no 'type'", "tools");
        }
    }

    private static string NameOf(JsonElement tool) => tool.Text("name"u8) ?? throw new WireException("a tool has no 'name'", "tools");

    private static List<string> Names(JsonElement choice)
    {
        var names = new List<string>();
        if (choice.TryArray("tools"u8, out var tools))
        {
            foreach (var tool in tools.EnumerateArray())
            {
                if (tool.Text("name"u8) is { } name)
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }
}
