using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Writes tools. Which of them to call is the model's choice: Ollama takes no other.</summary>
internal static class OllamaTools
{
    private static readonly RawJson NoParameters = RawJson.Of("""{"type":"object","properties":{}}""");

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var choice = conversation.ToolChoice ?? default;
        if (conversation.Tools.Count == 0 || choice.Mode == ToolMode.None)
        {
            return;
        }

        if (choice.Mode is ToolMode.Required or ToolMode.Named)
        {
            target.LoseParameter("tool_choice", "Ollama cannot make a model call");
        }

        if (conversation.ParallelToolCalls == false)
        {
            target.LoseSingleCalls(conversation, "Ollama has no place for it");
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in conversation.Tools)
        {
            if (tool.Kind != ToolKind.Function)
            {
                target.LoseParameter("tools", $"the tool '{(tool.Name.Length > 0 ? tool.Name : "web_search")}' is none of the client's functions");
            }
            else if (choice.Allowed is not { } allowed || allowed.Contains(tool.Name))
            {
                Tool(tool, target, json);
            }
        }

        json.WriteEndArray();
    }

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
        if (tool.Strict == true)
        {
            target.LoseHint("strict", "Ollama keeps arguments to no schema");
        }

        if (!tool.CacheControl.IsEmpty)
        {
            target.LoseHint("cache_control", "Ollama caches prompts by itself");
        }
    }
}
