using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads <c>generationConfig</c>.</summary>
internal static class GeminiConfigReader
{
    private const string JsonType = "application/json";

    public static void Read(JsonBody body, JsonElement config, Conversation conversation)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'generationConfig' must be an object", "generationConfig");
        }

        Output(body, config, conversation);
        foreach (var member in config.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Member(body, GeminiNames.Camel(member.Name), member.Value, conversation);
            }
        }
    }

    private static void Member(JsonBody body, string name, JsonElement value, Conversation conversation)
    {
        var at = "generationConfig." + name;
        switch (name)
        {
            case "responseMimeType" or "responseSchema" or "responseJsonSchema" or "_responseJsonSchema":
                break;
            case "maxOutputTokens":
                conversation.MaxOutputTokens = value.Int(at);
                break;
            case "temperature":
                conversation.Temperature = value.Double(at);
                break;
            case "topP":
                conversation.TopP = value.Double(at);
                break;
            case "topK":
                conversation.TopK = (int)Math.Clamp(value.Double(at), 0, int.MaxValue);
                break;
            case "seed":
                conversation.Seed = value.Long(at);
                break;
            case "presencePenalty":
                conversation.PresencePenalty = value.Double(at);
                break;
            case "frequencyPenalty":
                conversation.FrequencyPenalty = value.Double(at);
                break;
            case "candidateCount":
                conversation.Choices = value.Int(at);
                break;
            case "responseLogprobs":
                conversation.Logprobs = value.Flag(at);
                break;
            case "logprobs":
                conversation.TopLogprobs = value.Int(at);
                break;
            case "stopSequences":
                foreach (var stop in value.Items(at))
                {
                    conversation.Stop.Add(stop.String(at));
                }

                break;
            case "thinkingConfig":
                conversation.Reasoning = GeminiThinking.Read(value);
                break;
            case "responseModalities" when IsTextOnly(value):
                // What every model answers with unless it is asked for more.
                break;
            default:
                conversation.Bound.Add(GeminiExtras.Bind(name, body.Raw(value)));
                break;
        }
    }

    private static void Output(JsonBody body, JsonElement config, Conversation conversation)
    {
        var type = config.Word("responseMimeType"u8);
        if (config.TryMember("responseJsonSchema"u8, out var schema) || config.TryGetProperty("_responseJsonSchema"u8, out schema))
        {
            conversation.Output = new OutputFormat(OutputKind.Schema) { Schema = body.Raw(schema) };
        }
        else if (type == JsonType)
        {
            conversation.Output = config.TryObjectMember("responseSchema"u8, out schema)
                ? new OutputFormat(OutputKind.Schema) { Schema = GeminiSchema.ToJsonSchema(schema) }
                : new OutputFormat(OutputKind.Json);
        }
        else if (type is not (null or "text/plain"))
        {
            // One of a few words (text/x.enum), which no other format has.
            conversation.Bound.Add(GeminiExtras.Bind("responseMimeType", body.Raw(config, config.TryGetProperty("responseMimeType"u8, out _) ? "responseMimeType"u8 : "response_mime_type"u8)));
            if (config.TryMember("responseSchema"u8, out schema))
            {
                conversation.Bound.Add(GeminiExtras.Bind("responseSchema", body.Raw(schema)));
            }
        }
    }

    private static bool IsTextOnly(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String && string.Equals(item.GetString(), "TEXT", StringComparison.OrdinalIgnoreCase));
}
