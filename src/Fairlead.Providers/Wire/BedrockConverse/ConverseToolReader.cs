using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads <c>toolConfig</c>. The tool that stands for a form of the answer, and the one that stands for none, are read as what they stand for.</summary>
internal static class ConverseToolReader
{
    public static void Read(JsonBody body, JsonElement config, Conversation conversation)
    {
        if (!config.TryGetPropertyOfObject("tools"u8, out var tools))
        {
            throw new WireException("'toolConfig' has no 'tools'", "toolConfig.tools");
        }

        JsonElement? before = null;
        foreach (var tool in tools.Items("toolConfig.tools"))
        {
            if (before is { } one)
            {
                Tool(body, one, ConverseCache.MarkOf(tool), conversation);
            }

            before = tool;
        }

        if (before is { } last)
        {
            Tool(body, last, default, conversation);
        }

        if (config.TryObject("toolChoice"u8, out var choice))
        {
            Choice(choice, conversation);
        }
    }

    private static void Tool(JsonBody body, JsonElement tool, RawJson mark, Conversation conversation)
    {
        if (tool.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'toolConfig.tools' has an item that is no object", "toolConfig.tools");
        }

        if (tool.TryGetProperty("cachePoint"u8, out _))
        {
            return;
        }

        if (!tool.TryObject("toolSpec"u8, out var spec))
        {
            conversation.Tools.Add(new ToolDefinition { Kind = ToolKind.Opaque, Dialect = ConverseDialect.FormatName, Json = body.Raw(tool), CacheControl = mark });
            return;
        }

        var name = spec.Text("name"u8) ?? throw new WireException("a tool has no 'name'", "toolConfig.tools");
        spec.TryObject("inputSchema"u8, out var schema);
        var json = body.Raw(schema, "json"u8);
        if (name == ConverseOutput.ToolName)
        {
            conversation.Output = json.Equals(ConverseOutput.AnySchema) ? new OutputFormat(OutputKind.Json) : new OutputFormat(OutputKind.Schema) { Schema = json };
        }
        else if (name == ConverseToolWriter.DummyName)
        {
            conversation.ToolChoice = new ToolChoice(ToolMode.None);
        }
        else
        {
            conversation.Tools.Add(new ToolDefinition
            {
                Name = name,
                Description = spec.Text("description"u8),
                Schema = json,
                Strict = spec.TryGetProperty("strict"u8, out var strict) && strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : null,
                CacheControl = mark,
            });
        }
    }

    private static void Choice(JsonElement choice, Conversation conversation)
    {
        if (choice.TryObject("tool"u8, out var one))
        {
            var name = one.Text("name"u8) ?? throw new WireException("'toolConfig.toolChoice.tool' has no 'name'", "toolConfig.toolChoice");
            if (name != ConverseOutput.ToolName)
            {
                conversation.ToolChoice = new ToolChoice(ToolMode.Named, name);
            }
        }
        else if (choice.TryGetProperty("any"u8, out _))
        {
            // Beside a form of the answer, it is how that is asked for.
            conversation.ToolChoice = conversation.Output is null ? new ToolChoice(ToolMode.Required) : conversation.ToolChoice;
        }
        else if (choice.TryGetProperty("auto"u8, out _))
        {
            conversation.ToolChoice = new ToolChoice(ToolMode.Auto);
        }
    }

    private static bool TryGetPropertyOfObject(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }
}
