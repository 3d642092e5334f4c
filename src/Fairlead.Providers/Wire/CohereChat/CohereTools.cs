using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Writes tools and which of them to call. One that must be called stands there alone: Cohere only knows that some tool must be.</summary>
internal static class CohereTools
{
    private static readonly RawJson NoParameters = RawJson.Of("""{"type":"object","properties":{}}""");

    /// <summary>Writes them.</summary>
    /// <returns>Whether there are any.</returns>
    public static bool Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var choice = conversation.ToolChoice ?? default;
        var tools = conversation.Tools.FindAll(tool => tool.Kind == ToolKind.Function && IsOffered(tool, choice));
        foreach (var tool in conversation.Tools)
        {
            if (tool.Kind != ToolKind.Function)
            {
                target.LoseParameter("tools", $"the tool '{(tool.Name.Length > 0 ? tool.Name : "web_search")}' is none of the client's functions");
            }
        }

        if (tools.Count == 0)
        {
            return false;
        }

        if (conversation.ParallelToolCalls == false)
        {
            target.LoseSingleCalls(conversation, "Cohere has no place for it");
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            Tool(tool, target, json);
        }

        json.WriteEndArray();
        if (choice.Mode is ToolMode.Required or ToolMode.Named)
        {
            json.WriteString("tool_choice"u8, "REQUIRED"u8);
        }
        else if (choice.Mode == ToolMode.None)
        {
            json.WriteString("tool_choice"u8, "NONE"u8);
        }

        Strict(tools, target, json);
        return true;
    }

    private static bool IsOffered(ToolDefinition tool, ToolChoice choice) =>
        (choice.Mode != ToolMode.Named || tool.Name == choice.Name) && (choice.Allowed is not { } allowed || allowed.Contains(tool.Name));

    private static void Tool(ToolDefinition tool, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, tool.Name);
        json.WriteIf("description"u8, tool.Description);
        json.WriteJson("parameters"u8, tool.Schema.IsEmpty ? NoParameters : tool.Schema);
        json.WriteEndObject();
        json.WriteEndObject();
        if (!tool.CacheControl.IsEmpty)
        {
            target.LoseHint("cache_control", "Cohere caches prompts by itself");
        }
    }

    // It is all tools' or none's, and each must require a parameter.
    private static void Strict(List<ToolDefinition> tools, RequestTarget target, Utf8JsonWriter json)
    {
        if (tools.TrueForAll(static tool => tool.Strict == true && RequiresSome(tool.Schema)))
        {
            json.WriteBoolean("strict_tools"u8, true);
        }
        else if (tools.Exists(static tool => tool.Strict == true))
        {
            target.LoseHint("strict", "Cohere keeps to the schemas of all tools, each with a required parameter, or to none");
        }
    }

    private static bool RequiresSome(RawJson schema)
    {
        if (schema.IsEmpty)
        {
            return false;
        }

        using var body = JsonBody.Parse(schema.Memory);
        return body.Root.TryArray("required"u8, out var required) && required.GetArrayLength() > 0;
    }
}
