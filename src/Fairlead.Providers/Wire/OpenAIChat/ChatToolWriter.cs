using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes tools, which of them to call, and earlier calls.</summary>
internal static class ChatToolWriter
{
    private static readonly RawJson NoParameters = RawJson.Of("""{"type":"object","properties":{}}""");

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var tools = conversation.Tools.FindAll(tool => tool.Kind is ToolKind.Function or ToolKind.Custom || tool.Kind == ToolKind.Opaque && tool.Dialect == "openai-chat");
        if (tools.Count > 0)
        {
            json.WriteStartArray("tools"u8);
            foreach (var tool in tools)
            {
                Tool(tool, target, json);
            }

            json.WriteEndArray();
        }

        foreach (var tool in conversation.Tools)
        {
            if (tool.Kind == ToolKind.WebSearch)
            {
                WebSearch(tool, json);
            }
            else if (!tools.Contains(tool))
            {
                target.LoseParameter("tools", $"the tool '{tool.Name}' is {tool.Dialect}'s own");
            }
        }

        if (conversation.ToolChoice is { } choice && conversation.Tools.Count > 0)
        {
            Choice(choice, conversation, target, json);
        }

        if (conversation.ParallelToolCalls is { } parallel && tools.Count > 0)
        {
            if (target.Vendor.Chat.Refuses.Contains("parallel_tool_calls"))
            {
                target.LoseParameter("parallel_tool_calls", $"{target.Vendor.Label} refuses it");
            }
            else
            {
                json.WriteBoolean("parallel_tool_calls"u8, parallel);
            }
        }
    }

    public static void Calls(Turn turn, RequestTarget target, Utf8JsonWriter json)
    {
        var open = false;
        foreach (var part in turn.Parts)
        {
            if (part is not ToolCallPart call)
            {
                continue;
            }

            if (!open)
            {
                json.WriteStartArray("tool_calls"u8);
                open = true;
            }

            json.WriteStartObject();
            json.WriteString("id"u8, ChatToolIds.For(call.Id, target));
            Call(call, json);
            json.WriteEndObject();
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>What a call is beside its id: the members <c>type</c> and <c>function</c> or <c>custom</c>.</summary>
    public static void Call(ToolCallPart call, Utf8JsonWriter json)
    {
        json.WriteString("type"u8, call.IsCustom ? "custom"u8 : "function"u8);
        json.WriteStartObject(call.IsCustom ? "custom"u8 : "function"u8);
        json.WriteString("name"u8, call.Name);
        if (call.IsCustom)
        {
            json.WriteText("input"u8, call.Arguments);
        }
        else
        {
            json.WriteText("arguments"u8, call.Arguments.IsEmpty ? Utf8Text.Of("{}") : call.Arguments);
        }

        json.WriteEndObject();
    }

    private static void Tool(ToolDefinition tool, RequestTarget target, Utf8JsonWriter json)
    {
        if (tool.Kind == ToolKind.Opaque)
        {
            json.WriteRawValue(tool.Json.Span, skipInputValidation: true);
            return;
        }

        var custom = tool.Kind == ToolKind.Custom;
        json.WriteStartObject();
        json.WriteString("type"u8, custom ? "custom"u8 : "function"u8);
        json.WriteStartObject(custom ? "custom"u8 : "function"u8);
        json.WriteString("name"u8, tool.Name);
        json.WriteIf("description"u8, tool.Description);
        if (custom)
        {
            json.WriteJson("format"u8, tool.Schema);
        }
        else
        {
            json.WriteJson("parameters"u8, tool.Schema.IsEmpty ? NoParameters : tool.Schema);
            json.WriteIf("strict"u8, tool.Strict);
        }

        json.WriteEndObject();
        if (target.Vendor.Chat.CacheMarks)
        {
            json.WriteJson("cache_control"u8, tool.CacheControl);
        }
        else if (!tool.CacheControl.IsEmpty)
        {
            target.LoseHint("cache_control", $"{target.Vendor.Label} caches prompts by itself");
        }

        json.WriteEndObject();
    }

    private static void WebSearch(ToolDefinition tool, Utf8JsonWriter json)
    {
        json.WritePropertyName("web_search_options"u8);
        json.WriteRawValue(tool.Dialect == "openai-chat" && !tool.Json.IsEmpty ? tool.Json.Span : "{}"u8, skipInputValidation: true);
    }

    private static void Choice(ToolChoice choice, Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        if (choice.Allowed is { } allowed)
        {
            AllowedOnly(choice, allowed, conversation, json);
            return;
        }

        switch (choice.Mode)
        {
            case ToolMode.Auto:
                json.WriteString("tool_choice"u8, "auto"u8);
                break;
            case ToolMode.None:
                json.WriteString("tool_choice"u8, "none"u8);
                break;
            case ToolMode.Required:
                json.WriteString("tool_choice"u8, target.Vendor.Chat.RequiredChoice);
                break;
            default:
                json.WritePropertyName("tool_choice"u8);
                Named(choice.Name, conversation, json);
                break;
        }
    }

    private static void Named(string? name, Conversation conversation, Utf8JsonWriter json)
    {
        var custom = conversation.Tools.Exists(tool => tool.Name == name && tool.Kind == ToolKind.Custom);
        json.WriteStartObject();
        json.WriteString("type"u8, custom ? "custom"u8 : "function"u8);
        json.WriteStartObject(custom ? "custom"u8 : "function"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void AllowedOnly(ToolChoice choice, IReadOnlyList<string> allowed, Conversation conversation, Utf8JsonWriter json)
    {
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, "allowed_tools"u8);
        json.WriteStartObject("allowed_tools"u8);
        json.WriteString("mode"u8, choice.Mode == ToolMode.Required ? "required"u8 : "auto"u8);
        json.WriteStartArray("tools"u8);
        foreach (var name in allowed)
        {
            Named(name, conversation, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
