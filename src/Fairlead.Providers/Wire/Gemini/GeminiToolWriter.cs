using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiToolWriter
{
    public static void Write(Conversation conversation, GeminiModel model, GeminiExtras extras, RequestTarget target, Utf8JsonWriter json)
    {
        var functions = Functions(conversation, target);
        var own = conversation.Tools.FindAll(static tool => tool.Kind == ToolKind.WebSearch || tool is { Kind: ToolKind.Opaque, Dialect: GeminiDialect.FormatName });
        if (functions.Count + own.Count > 0)
        {
            json.WriteStartArray("tools"u8);
            Declare(functions, model, target, json);
            foreach (var tool in own)
            {
                json.WriteRawValue(tool.Dialect == GeminiDialect.FormatName ? tool.Json.Span : """{"googleSearch":{}}"""u8, skipInputValidation: true);
            }

            json.WriteEndArray();
        }

        if (functions.Count > 0 && !extras.Has("toolConfig") && conversation.ToolChoice is { } choice)
        {
            Choice(choice, json);
        }

        if (conversation.ParallelToolCalls == false)
        {
            target.LoseSingleCalls(conversation, "Google's models cannot be kept from making several calls at once");
        }
    }

    private static List<ToolDefinition> Functions(Conversation conversation, RequestTarget target)
    {
        var functions = new List<ToolDefinition>(conversation.Tools.Count);
        foreach (var tool in conversation.Tools)
        {
            switch (tool.Kind)
            {
                case ToolKind.Function:
                    functions.Add(tool);
                    break;
                case ToolKind.WebSearch:
                case ToolKind.Opaque when tool.Dialect == GeminiDialect.FormatName:
                    break;
                default:
                    target.LoseParameter("tools", $"the tool '{tool.Name}' is {tool.Dialect}'s own");
                    break;
            }

            if (!tool.CacheControl.IsEmpty)
            {
                target.LoseHint("cache_control", "Google caches prompts by itself");
            }
        }

        return functions;
    }

    private static void Declare(List<ToolDefinition> functions, GeminiModel model, RequestTarget target, Utf8JsonWriter json)
    {
        if (functions.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations"u8);
        foreach (var tool in functions)
        {
            if (tool.Strict == true)
            {
                target.LoseHint("tools.strict", "Google's models keep to a function's schema as well as they can");
            }

            json.WriteStartObject();
            json.WriteString("name"u8, tool.Name);
            json.WriteIf("description"u8, tool.Description);
            if (model.TakesJsonSchema)
            {
                json.WriteJson("parametersJsonSchema"u8, tool.Schema);
            }
            else if (!tool.Schema.IsEmpty && !GeminiSchemaWriter.IsOfNothing(tool.Schema))
            {
                json.WritePropertyName("parameters"u8);
                if (!GeminiSchemaWriter.Write(tool.Schema, json))
                {
                    target.LoseHint("tools.parameters", "this model knows a part of JSON schema only");
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Choice(ToolChoice choice, Utf8JsonWriter json)
    {
        json.WriteStartObject("toolConfig"u8);
        json.WriteStartObject("functionCallingConfig"u8);
        json.WriteString("mode"u8, choice.Mode switch
        {
            ToolMode.None => "NONE"u8,
            ToolMode.Required or ToolMode.Named => "ANY"u8,
            // Names may be allowed in no other mode that lets the model choose.
            _ => choice.Allowed is null ? "AUTO"u8 : "VALIDATED"u8,
        });
        IReadOnlyList<string>? allowed = choice.Mode == ToolMode.Named ? [choice.Name!] : choice.Mode == ToolMode.None ? null : choice.Allowed;
        if (allowed is not null)
        {
            json.WriteStartArray("allowedFunctionNames"u8);
            foreach (var name in allowed)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
