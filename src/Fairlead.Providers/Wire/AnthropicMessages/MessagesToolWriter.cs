using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes <c>tools</c>, and which of them to call.</summary>
internal static class MessagesToolWriter
{
    /// <summary>Stands for the tools where the request names none but earlier turns hold calls, which is refused: LiteLLM's name for it.</summary>
    private const string DummyName = "dummy_tool";

    public static void Write(Conversation conversation, MessagesOutput output, MessagesThinking thinking, RequestTarget target, Utf8JsonWriter json)
    {
        var tools = Tools(conversation, target);
        var dummy = tools.Count == 0 && output.Form != MessagesForm.Tool && MessagesHistory.HasCalls(conversation);
        if (tools.Count == 0 && output.Form != MessagesForm.Tool && !dummy)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            Tool(tool, json);
        }

        if (output.Form == MessagesForm.Tool)
        {
            Function(MessagesOutput.ToolName, output.Format!.Description ?? "Gives the answer, which is nothing but these arguments.", output.ToolSchema, null, default, json);
        }
        else if (dummy)
        {
            Function(DummyName, "Is not to be called.", default, null, default, json);
        }

        json.WriteEndArray();
        Choice(conversation, output, thinking, tools.Count, dummy, target, json);
    }

    private static List<ToolDefinition> Tools(Conversation conversation, RequestTarget target)
    {
        var tools = new List<ToolDefinition>(conversation.Tools.Count);
        var allowed = conversation.ToolChoice?.Allowed;
        foreach (var tool in conversation.Tools)
        {
            switch (tool.Kind)
            {
                case ToolKind.Function when allowed is null || allowed.Contains(tool.Name):
                case ToolKind.WebSearch:
                case ToolKind.Opaque when tool.Dialect == MessagesDialect.FormatName:
                    tools.Add(tool);
                    break;
                case ToolKind.Function:
                    break;
                default:
                    target.LoseParameter("tools", $"the tool '{tool.Name}' is {tool.Dialect}'s own");
                    break;
            }
        }

        return tools;
    }

    private static void Tool(ToolDefinition tool, Utf8JsonWriter json)
    {
        if (tool.Dialect == MessagesDialect.FormatName)
        {
            json.WriteRawValue(tool.Json.Span, skipInputValidation: true);
        }
        else if (tool.Kind == ToolKind.WebSearch)
        {
            MessagesWebSearch.Write(tool, json);
        }
        else
        {
            Function(tool.Name, tool.Description, tool.Schema, tool.Strict, tool.CacheControl, json);
        }
    }

    private static void Function(string name, string? description, RawJson schema, bool? strict, RawJson mark, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteIf("description"u8, string.IsNullOrEmpty(description) ? null : description);
        json.WritePropertyName("input_schema"u8);
        MessagesToolSchema.Write(schema, json);
        if (strict == true)
        {
            json.WriteBoolean("strict"u8, true);
        }

        json.WriteJson("cache_control"u8, mark);
        json.WriteEndObject();
    }

    private static void Choice(
        Conversation conversation, MessagesOutput output, MessagesThinking thinking, int tools, bool dummy, RequestTarget target, Utf8JsonWriter json)
    {
        var choice = output.Form == MessagesForm.Tool
            ? tools == 0 ? new ToolChoice(ToolMode.Named, MessagesOutput.ToolName) : new ToolChoice(ToolMode.Required)
            : dummy ? new ToolChoice(ToolMode.None) : conversation.ToolChoice;
        if (thinking.TakesNoForcing && choice is { Mode: ToolMode.Required or ToolMode.Named })
        {
            target.LoseParameter("tool_choice", "this model cannot be made to call while it thinks");
            choice = null;
        }

        var parallel = tools > 0 && choice?.Mode != ToolMode.None ? conversation.ParallelToolCalls : null;
        if (choice is null && parallel != false)
        {
            return;
        }

        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, choice?.Mode switch
        {
            ToolMode.Required => "any"u8,
            ToolMode.Named => "tool"u8,
            ToolMode.None => "none"u8,
            _ => "auto"u8,
        });
        if (choice is { Mode: ToolMode.Named, Name: { } name })
        {
            json.WriteString("name"u8, name);
        }

        if (parallel is { } several)
        {
            json.WriteBoolean("disable_parallel_tool_use"u8, !several);
        }

        json.WriteEndObject();
    }
}
