using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes <c>toolConfig</c>: the tools, and which of them to call.</summary>
internal static class ConverseToolWriter
{
    /// <summary>Stands for the tools where none may be called but earlier turns hold calls, which Converse refuses without any: LiteLLM's name for it.</summary>
    public const string DummyName = "dummy_tool";

    /// <summary>Nova's own search of the web.</summary>
    private const string NovaSearch = "nova_grounding";

    private static readonly RawJson NoParameters = RawJson.Of("""{"type":"object","properties":{}}""");

    public static void Write(
        Conversation conversation, ConverseModel model, ConverseOutput output, ConverseThinking thinking, RequestTarget target, Utf8JsonWriter json)
    {
        var none = conversation.ToolChoice?.Mode == ToolMode.None;
        var tools = none ? [] : Tools(conversation, model, target);
        var dummy = tools.Count == 0 && output.Form != ConverseForm.Tool && ConverseHistory.HasCalls(conversation);
        if (tools.Count == 0 && output.Form != ConverseForm.Tool && !dummy)
        {
            return;
        }

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            Tool(tool, model, target, json);
        }

        if (output.Form == ConverseForm.Tool)
        {
            Spec(
                ConverseOutput.ToolName,
                output.Format!.Description ?? "Gives the answer, which is nothing but these arguments.",
                output.Format.Schema.IsEmpty ? ConverseOutput.AnySchema : output.Format.Schema,
                strict: false,
                json);
        }
        else if (dummy)
        {
            Spec(DummyName, "Is not to be called.", NoParameters, strict: false, json);
        }

        json.WriteEndArray();
        if (output.Form == ConverseForm.Tool)
        {
            Choice(tools.Count == 0 && model.CanBeMadeToCallOne ? new ToolChoice(ToolMode.Named, ConverseOutput.ToolName) : new ToolChoice(ToolMode.Required), json);
        }
        else if (!dummy && conversation.ToolChoice is { } choice && !IsField(conversation, model) && Can(choice, model, thinking, target))
        {
            Choice(choice, json);
        }

        json.WriteEndObject();
    }

    /// <summary>Claude's own choice of tools, which alone can say that one call at a time is wanted; null for other models.</summary>
    public static RawJson? ParallelField(Conversation conversation, ConverseModel model)
    {
        if (!IsField(conversation, model))
        {
            return null;
        }

        return RawJson.Of(conversation.ToolChoice switch
        {
            { Mode: ToolMode.Required } => """{"type":"any","disable_parallel_tool_use":true}""",
            { Mode: ToolMode.Named, Name: { } name } => $"{{\"type\":\"tool\",\"name\":\"{JsonEncodedText.Encode(name)}\",\"disable_parallel_tool_use\":true}}",
            _ => """{"type":"auto","disable_parallel_tool_use":true}""",
        });
    }

    // Claude 4.5 and later, as LiteLLM found; Converse's own choice must then not stand beside it.
    private static bool IsField(Conversation conversation, ConverseModel model) =>
        conversation is { ParallelToolCalls: false, Output: null or { Kind: OutputKind.Text } }
        && model is { Family: ConverseFamily.Claude, Version: >= 45 };

    private static List<ToolDefinition> Tools(Conversation conversation, ConverseModel model, RequestTarget target)
    {
        var tools = new List<ToolDefinition>(conversation.Tools.Count);
        var allowed = conversation.ToolChoice?.Allowed;
        foreach (var tool in conversation.Tools)
        {
            switch (tool.Kind)
            {
                case ToolKind.Function when allowed is null || allowed.Contains(tool.Name):
                case ToolKind.Opaque when tool.Dialect == ConverseDialect.FormatName:
                case ToolKind.WebSearch when model.Family == ConverseFamily.Nova:
                    tools.Add(tool);
                    break;
                case ToolKind.Function:
                    break;
                case ToolKind.WebSearch:
                    target.LoseParameter("tools", "this model does not search the web on Bedrock");
                    break;
                default:
                    target.LoseParameter("tools", $"the tool '{tool.Name}' is {tool.Dialect}'s own");
                    break;
            }
        }

        return tools;
    }

    private static void Tool(ToolDefinition tool, ConverseModel model, RequestTarget target, Utf8JsonWriter json)
    {
        if (tool.Kind == ToolKind.Opaque)
        {
            json.WriteRawValue(tool.Json.Span, skipInputValidation: true);
        }
        else if (tool.Kind == ToolKind.WebSearch)
        {
            json.WriteStartObject();
            json.WriteStartObject("systemTool"u8);
            json.WriteString("name"u8, NovaSearch);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else
        {
            if (tool.Strict == true && !model.KeepsToSchemas)
            {
                target.LoseHint("tools.strict", "this model keeps to no schema on Bedrock");
            }

            Spec(tool.Name, tool.Description, tool.Schema.IsEmpty ? NoParameters : tool.Schema, tool.Strict == true && model.KeepsToSchemas, json);
        }

        if (tool.CacheControl.IsEmpty)
        {
            return;
        }

        if (model.CachesTools)
        {
            ConverseCache.Write(tool.CacheControl, json);
        }
        else
        {
            target.LoseHint("cache_control", "this model's tools are not cached on Bedrock");
        }
    }

    private static void Spec(string name, string? description, RawJson schema, bool strict, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteString("name"u8, name);
        json.WriteIf("description"u8, string.IsNullOrEmpty(description) ? null : description);
        json.WriteStartObject("inputSchema"u8);
        json.WriteJson("json"u8, schema);
        json.WriteEndObject();
        if (strict)
        {
            json.WriteBoolean("strict"u8, true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool Can(ToolChoice choice, ConverseModel model, ConverseThinking thinking, RequestTarget target)
    {
        if (choice.Mode == ToolMode.Auto)
        {
            // What is done anyway; some models refuse to be told.
            return model.CanBeMadeToCall;
        }

        if (thinking.TakesNoForcing)
        {
            target.LoseParameter("tool_choice", "this model cannot be made to call while it thinks");
            return false;
        }

        if (choice.Mode == ToolMode.Required ? model.CanBeMadeToCall : model.CanBeMadeToCallOne)
        {
            return true;
        }

        target.LoseParameter("tool_choice", "this model cannot be made to call on Bedrock");
        return false;
    }

    private static void Choice(ToolChoice choice, Utf8JsonWriter json)
    {
        json.WriteStartObject("toolChoice"u8);
        switch (choice.Mode)
        {
            case ToolMode.Required:
                json.WriteStartObject("any"u8);
                break;
            case ToolMode.Named:
                json.WriteStartObject("tool"u8);
                json.WriteString("name"u8, choice.Name);
                break;
            default:
                json.WriteStartObject("auto"u8);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
