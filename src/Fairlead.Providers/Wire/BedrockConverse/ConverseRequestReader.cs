using System.Text;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads a Converse request. Model and streaming stand in its address, not here.</summary>
internal sealed class ConverseRequestReader(JsonBody body, SignedBy signs)
{
    private readonly Conversation _conversation = new() { Source = ConverseDialect.FormatName };

    public Conversation Read()
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        // The system prompt comes first, wherever it stands.
        if (body.Root.TryGetProperty("system"u8, out var system) && system.ValueKind != JsonValueKind.Null)
        {
            var turn = new Turn(Role.System);
            new ConverseBlockReader(body, signs, "system").Read(system, turn.Parts);
            if (turn.Parts.Count > 0)
            {
                _conversation.Turns.Add(turn);
            }
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Member(member);
            }
        }

        return _conversation;
    }

    private void Member(JsonProperty member)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "system" or "modelId":
                break;
            case "messages":
                ConverseMessageReader.Read(body, value, signs, _conversation.Turns);
                break;
            case "inferenceConfig":
                Inference(value);
                break;
            case "toolConfig":
                ConverseToolReader.Read(body, value, _conversation);
                break;
            case "outputConfig":
                Output(value);
                break;
            case "serviceTier":
                _conversation.ServiceTier = value.Text("type"u8);
                break;
            case "requestMetadata":
                _conversation.Metadata = body.Raw(value);
                break;
            case "additionalModelResponseFieldPaths" when ConverseStopPaths.Is(value):
                // Every format tells the stop text: it is asked for where it can be.
                break;
            case ConverseExtras.ModelFields:
                ConverseModelFieldReader.Read(body, value, _conversation);
                break;
            default:
                _conversation.Extras.Add(new ExtraMember(member.Name, body.Raw(value), IsKnown: ConverseExtras.IsMember(member.Name)));
                break;
        }
    }

    private void Inference(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'inferenceConfig' must be an object", "inferenceConfig");
        }

        foreach (var member in config.EnumerateObject())
        {
            var name = "inferenceConfig." + member.Name;
            switch (member.Name)
            {
                case "maxTokens":
                    _conversation.MaxOutputTokens = member.Value.Int(name);
                    break;
                case "temperature":
                    _conversation.Temperature = member.Value.Double(name);
                    break;
                case "topP":
                    _conversation.TopP = member.Value.Double(name);
                    break;
                case "stopSequences":
                    foreach (var stop in member.Value.Items(name))
                    {
                        _conversation.Stop.Add(stop.String(name));
                    }

                    break;
            }
        }
    }

    private void Output(JsonElement config)
    {
        if (!config.TryObject("textFormat"u8, out var format)
            || !format.TryObject("structure"u8, out var structure)
            || !structure.TryObject("jsonSchema"u8, out var schema))
        {
            throw new WireException("'outputConfig' must hold 'textFormat.structure.jsonSchema'", "outputConfig");
        }

        var text = schema.Text("schema"u8) ?? throw new WireException("'outputConfig' has no 'schema'", "outputConfig.textFormat.structure.jsonSchema.schema");
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            using var document = JsonBody.Document(bytes);
        }
        catch (JsonException)
        {
            throw new WireException("'outputConfig' has a 'schema' that is no JSON", "outputConfig.textFormat.structure.jsonSchema.schema");
        }

        _conversation.Output = new OutputFormat(OutputKind.Schema) { Name = schema.Text("name"u8), Description = schema.Text("description"u8), Schema = new RawJson(bytes) };
    }
}
