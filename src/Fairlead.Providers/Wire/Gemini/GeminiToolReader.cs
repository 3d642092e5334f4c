using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiToolReader
{
    public static void Tools(JsonBody body, JsonElement list, List<ToolDefinition> tools)
    {
        foreach (var item in list.Several("tools"))
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw new WireException("'tools' has an item that is no object", "tools");
            }

            foreach (var member in item.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    Member(body, GeminiNames.Camel(member.Name), member.Value, tools);
                }
            }
        }
    }

    /// <summary>Reads which functions to call, once they are known.</summary>
    public static void Config(JsonBody body, JsonElement config, Conversation conversation)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'toolConfig' must be an object", "toolConfig");
        }

        if (config.TryObjectMember("functionCallingConfig"u8, out var calling))
        {
            var allowed = calling.TryMember("allowedFunctionNames"u8, out var names)
                ? names.Items("toolConfig.functionCallingConfig.allowedFunctionNames").Select(static name => name.String("toolConfig.functionCallingConfig.allowedFunctionNames")).ToList()
                : null;
            allowed = allowed is { Count: > 0 } ? allowed : null;
            var mode = calling.Word("mode"u8)?.ToUpperInvariant();
            conversation.ToolChoice = (mode, allowed) switch
            {
                ("NONE", _) => new ToolChoice(ToolMode.None),
                ("ANY", [var one]) => new ToolChoice(ToolMode.Named, one),
                ("ANY", _) => new ToolChoice(ToolMode.Required) { Allowed = allowed },
                ("AUTO" or "VALIDATED", _) => new ToolChoice(ToolMode.Auto) { Allowed = allowed },
                _ => allowed is null ? null : new ToolChoice(ToolMode.Auto) { Allowed = allowed },
            };
        }

        foreach (var member in config.EnumerateObject())
        {
            if (GeminiNames.Camel(member.Name) != "functionCallingConfig" && member.Value.ValueKind != JsonValueKind.Null)
            {
                // Where the user is, calls of the vendor's own tools in the answer: Google's own, kept as a whole.
                conversation.Bound.Add(GeminiExtras.Bind("toolConfig", body.Raw(config)));
                return;
            }
        }
    }

    private static void Member(JsonBody body, string name, JsonElement value, List<ToolDefinition> tools)
    {
        if (name == "functionDeclarations")
        {
            foreach (var declaration in value.Several("tools.functionDeclarations"))
            {
                tools.Add(Function(body, declaration));
            }

            return;
        }

        tools.Add(new ToolDefinition
        {
            Kind = name == "googleSearch" ? ToolKind.WebSearch : ToolKind.Opaque,
            Name = name,
            Dialect = GeminiDialect.FormatName,
            Json = RawJson.Of($"{{\"{JsonEncodedText.Encode(name)}\":{body.Raw(value)}}}"),
        });
    }

    private static ToolDefinition Function(JsonBody body, JsonElement declaration)
    {
        var name = declaration.Word("name"u8) ?? throw new WireException("a function has no 'name'", "tools.functionDeclarations");
        return new ToolDefinition
        {
            Name = name,
            Description = declaration.Word("description"u8),
            Schema = declaration.TryMember("parametersJsonSchema"u8, out var schema) ? body.Raw(schema)
                : declaration.TryObjectMember("parameters"u8, out schema) ? GeminiSchema.ToJsonSchema(schema)
                : default,
        };
    }
}
