using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>How an answer in JSON is asked for.</summary>
internal enum ConverseForm
{
    /// <summary>Not at all.</summary>
    Text,

    /// <summary>By Converse's own <c>outputConfig</c>.</summary>
    Native,

    /// <summary>By a tool whose arguments are the answer, as LiteLLM does it for models that know no other way.</summary>
    Tool,
}

/// <summary>The answer's form.</summary>
/// <param name="Form">How it is asked for.</param>
/// <param name="Format">What is asked for; null for text.</param>
internal readonly record struct ConverseOutput(ConverseForm Form, OutputFormat? Format)
{
    /// <summary>The tool whose arguments are the answer: LiteLLM's name for it.</summary>
    public const string ToolName = "json_tool_call";

    /// <summary>Any object.</summary>
    public static RawJson AnySchema { get; } = RawJson.Of("""{"type":"object","additionalProperties":true,"properties":{}}""");

    /// <summary>Plans it.</summary>
    public static ConverseOutput Plan(Conversation conversation, ConverseModel model, ConverseThinking thinking, RequestTarget target)
    {
        if (conversation.Output is not { Kind: not OutputKind.Text } format)
        {
            return default;
        }

        // Bedrock refuses schemas with open objects here, as Anthropic does; a tool takes any.
        if (model.KeepsToSchemas && format.Kind == OutputKind.Schema && ClosedSchema.Is(format.Schema))
        {
            return new ConverseOutput(ConverseForm.Native, format);
        }

        if (model.CanBeMadeToCall && !thinking.TakesNoForcing)
        {
            return new ConverseOutput(ConverseForm.Tool, format);
        }

        target.LoseParameter("response_format", thinking.TakesNoForcing ? "this model keeps to no schema while it thinks" : "this model keeps to no schema on Bedrock");
        return default;
    }

    /// <summary>Writes <c>outputConfig</c>, where it is that.</summary>
    public static void Write(ConverseOutput output, Utf8JsonWriter json)
    {
        if (output is not { Form: ConverseForm.Native, Format: { } format })
        {
            return;
        }

        json.WriteStartObject("outputConfig"u8);
        json.WriteStartObject("textFormat"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("structure"u8);
        json.WriteStartObject("jsonSchema"u8);
        json.WriteString("schema"u8, format.Schema.Span);
        json.WriteIf("name"u8, format.Name);
        json.WriteIf("description"u8, format.Description);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
