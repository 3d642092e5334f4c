using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>How an answer in JSON is asked for.</summary>
internal enum MessagesForm
{
    /// <summary>Not at all.</summary>
    Text,

    /// <summary>By <c>output_config.format</c>.</summary>
    Native,

    /// <summary>By a tool whose arguments are the answer, as LiteLLM does it for models that know no other way.</summary>
    Tool,
}

/// <summary>The answer's form.</summary>
/// <param name="Form">How it is asked for.</param>
/// <param name="Format">What is asked for; null for text.</param>
internal readonly record struct MessagesOutput(MessagesForm Form, OutputFormat? Format)
{
    /// <summary>The tool whose arguments are the answer: LiteLLM's name for it.</summary>
    public const string ToolName = "json_tool_call";

    /// <summary>Any object.</summary>
    private static readonly RawJson AnySchema = RawJson.Of("""{"type":"object","additionalProperties":true,"properties":{}}""");

    /// <summary>The schema of the tool.</summary>
    public RawJson ToolSchema => Format!.Schema.IsEmpty ? AnySchema : Format.Schema;

    /// <summary>The form that a tool of that name asks for.</summary>
    public static OutputFormat OfTool(RawJson schema) => schema.Equals(AnySchema) ? new OutputFormat(OutputKind.Json) : new OutputFormat(OutputKind.Schema) { Schema = schema };

    /// <summary>Reads <c>output_config.format</c> or, as it was called first, <c>output_format</c>.</summary>
    public static OutputFormat Read(JsonBody body, JsonElement format, string name) =>
        format.Text("type"u8) == "json_schema" && format.TryObject("schema"u8, out var schema)
            ? new OutputFormat(OutputKind.Schema) { Schema = body.Raw(schema) }
            : throw new WireException($"'{name}' must be of type json_schema, with 'schema'", name);

    /// <summary>Plans it.</summary>
    public static MessagesOutput Plan(Conversation conversation, MessagesModel model, MessagesThinking thinking, RequestTarget target)
    {
        if (conversation.Output is not { Kind: not OutputKind.Text } format)
        {
            return default;
        }

        // Schemas with open objects are refused here; a tool takes any.
        if (format.Kind == OutputKind.Schema && (conversation.Source == MessagesDialect.FormatName || model.KeepsToSchemas && ClosedSchema.Is(format.Schema)))
        {
            return new MessagesOutput(MessagesForm.Native, format);
        }

        if (!thinking.TakesNoForcing)
        {
            return new MessagesOutput(MessagesForm.Tool, format);
        }

        target.LoseParameter("response_format", "this model keeps to no such schema while it thinks");
        return default;
    }
}
