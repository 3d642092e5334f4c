using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Writes tools, and which of them to call.</summary>
internal static class ResponsesToolWriter
{
    private static readonly RawJson NoParameters = RawJson.Of("""{"type":"object","properties":{}}""");

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var isOwn = conversation.Source == ResponsesDialect.FormatName;
        if (conversation.Tools.Count > 0)
        {
            json.WriteStartArray("tools"u8);
            foreach (var tool in conversation.Tools)
            {
                if (tool.Kind == ToolKind.Opaque && tool.Dialect != ResponsesDialect.FormatName)
                {
                    target.LoseParameter("tools", $"the tool '{tool.Name}' is {tool.Dialect}'s own");
                    continue;
                }

                if (!tool.CacheControl.IsEmpty)
                {
                    target.LoseHint("cache_control", $"{target.Vendor.Label} caches prompts by itself");
                }

                Tool(tool, isOwn, json);
            }

            json.WriteEndArray();
        }

        // In this format tools can come with the input, too; in others a choice without tools means nothing.
        if (conversation.ToolChoice is { } choice && (isOwn || conversation.Tools.Count > 0))
        {
            json.WritePropertyName("tool_choice"u8);
            Choice(choice, conversation, json);
        }

        if (isOwn || conversation.Tools.Count > 0)
        {
            json.WriteIf("parallel_tool_calls"u8, conversation.ParallelToolCalls);
        }
    }

    /// <summary>Writes a tool.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="isOwn">The request was in this format: what it does not say stays unsaid.</param>
    /// <param name="json">Where to.</param>
    public static void Tool(ToolDefinition tool, bool isOwn, Utf8JsonWriter json)
    {
        if (tool.Dialect == ResponsesDialect.FormatName && !tool.Json.IsEmpty)
        {
            json.WriteRaw(tool.Json.Span);
            return;
        }

        json.WriteStartObject();
        switch (tool.Kind)
        {
            case ToolKind.WebSearch:
                json.WriteString("type"u8, "web_search"u8);
                break;
            case ToolKind.Custom:
                json.WriteString("type"u8, "custom"u8);
                json.WriteString("name"u8, tool.Name);
                json.WriteIf("description"u8, tool.Description);
                ResponsesGrammar.Write(json, tool.Schema);
                break;
            default:
                json.WriteString("type"u8, "function"u8);
                json.WriteString("name"u8, tool.Name);
                json.WriteIf("description"u8, tool.Description);
                json.WriteJson("parameters"u8, tool.Schema.IsEmpty ? NoParameters : tool.Schema);
                // Left out it is true here, and false in every other format: a schema that is not made for it would be refused.
                json.WriteIf("strict"u8, tool.Strict ?? (isOwn ? null : false));
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the choice as a value.</summary>
    public static void Choice(in ToolChoice choice, Conversation conversation, Utf8JsonWriter json)
    {
        if (choice.Allowed is { } allowed)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "allowed_tools"u8);
            json.WriteString("mode"u8, choice.Mode == ToolMode.Required ? "required"u8 : "auto"u8);
            json.WriteStartArray("tools"u8);
            foreach (var name in allowed)
            {
                Named(name, conversation, json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            return;
        }

        switch (choice.Mode)
        {
            case ToolMode.Auto:
                json.WriteStringValue("auto"u8);
                break;
            case ToolMode.None:
                json.WriteStringValue("none"u8);
                break;
            case ToolMode.Required:
                json.WriteStringValue("required"u8);
                break;
            default:
                Named(choice.Name ?? "", conversation, json);
                break;
        }
    }

    private static void Named(string name, Conversation conversation, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, conversation.Tools.Exists(tool => tool.Name == name && tool.Kind == ToolKind.Custom) ? "custom"u8 : "function"u8);
        json.WriteString("name"u8, name);
        json.WriteEndObject();
    }
}
