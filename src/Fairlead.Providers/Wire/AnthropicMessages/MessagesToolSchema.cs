using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes <c>input_schema</c>, whose type must be <c>object</c> and said so.</summary>
internal static class MessagesToolSchema
{
    public static void Write(RawJson schema, Utf8JsonWriter json)
    {
        if (schema.IsEmpty)
        {
            json.WriteRawValue("""{"type":"object","properties":{}}"""u8, skipInputValidation: true);
            return;
        }

        using var body = JsonBody.Parse(schema.Memory);
        if (body.Root.ValueKind != JsonValueKind.Object || body.Root.TryGetProperty("type"u8, out _))
        {
            json.WriteRawValue(schema.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "object"u8);
        foreach (var member in body.Root.EnumerateObject())
        {
            json.WriteJson(member.Name, body.Raw(member.Value));
        }

        json.WriteEndObject();
    }
}
