using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class MessagesToolReader
{
    public static void Tools(JsonBody body, JsonElement tools, Conversation conversation)
    {
        foreach (var tool in tools.Items("tools"))
        {
            if (tool.ValueKind != JsonValueKind.Object)
            {
                throw new WireException("'tools' has an item that is no object", "tools");
            }

            var read = Tool(body, tool);
            if (read.Name == MessagesOutput.ToolName)
            {
                // How an answer in JSON is asked of models that know no other way.
                conversation.Output = MessagesOutput.OfTool(read.Schema);
            }
            else
            {
                conversation.Tools.Add(read);
            }
        }
    }

    public static void Choice(JsonElement choice, Conversation conversation)
    {
        conversation.ToolChoice = choice.Text("type"u8) switch
        {
            "tool" when choice.Text("name"u8) == MessagesOutput.ToolName => null,
            "auto" => new ToolChoice(ToolMode.Auto),
            "any" => new ToolChoice(ToolMode.Required),
            "none" => new ToolChoice(ToolMode.None),
            "tool" => new ToolChoice(ToolMode.Named, choice.Text("name"u8) ?? throw new WireException("'tool_choice' has no 'name'", "tool_choice.name")),
            _ => throw new WireException("'tool_choice.type' must be auto, any, tool or none", "tool_choice.type"),
        };
        if (choice.TryGetProperty("disable_parallel_tool_use"u8, out var alone) && alone.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            conversation.ParallelToolCalls = !alone.GetBoolean();
        }
    }

    private static ToolDefinition Tool(JsonBody body, JsonElement tool)
    {
        var type = tool.Text("type"u8);
        var mark = body.Raw(tool, "cache_control"u8);
        var name = tool.Text("name"u8) ?? "";
        if (type is not (null or "custom"))
        {
            var kind = type.StartsWith("web_search_", StringComparison.Ordinal) ? ToolKind.WebSearch : ToolKind.Opaque;
            return new ToolDefinition { Kind = kind, Name = name, Dialect = MessagesDialect.FormatName, Json = body.Raw(tool), CacheControl = mark };
        }

        // defer_loading, input_examples …: the tool goes back as it came.
        var isOwn = tool.EnumerateObject().Any(static member => member.Name is not ("type" or "name" or "description" or "input_schema" or "strict" or "cache_control"));
        return new ToolDefinition
        {
            Name = name.Length > 0 ? name : throw new WireException("a tool has no 'name'", "tools"),
            Description = tool.Text("description"u8),
            Schema = body.Raw(tool, "input_schema"u8),
            Strict = tool.TryGetProperty("strict"u8, out var strict) && strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : null,
            CacheControl = mark,
            Dialect = isOwn ? MessagesDialect.FormatName : null,
            Json = isOwn ? body.Raw(tool) : default,
        };
    }
}
