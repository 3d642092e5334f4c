using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads a generateContent request. Model and streaming stand in its address, not here.</summary>
internal sealed class GeminiRequestReader(JsonBody body, ReasoningCarrier? carrier)
{
    private readonly Conversation _conversation = new() { Source = GeminiDialect.FormatName };

    public Conversation Read()
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        // The instructions come first, wherever they stand; which functions there are is asked for by how they are called.
        if (body.Root.TryMember("systemInstruction"u8, out var system))
        {
            Instructions(system);
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Member(GeminiNames.Camel(member.Name), member.Value);
            }
        }

        if (body.Root.TryMember("toolConfig"u8, out var config))
        {
            GeminiToolReader.Config(body, config, _conversation);
        }

        return _conversation;
    }

    private void Instructions(JsonElement system)
    {
        var turn = new Turn(Role.System);
        if (system.ValueKind == JsonValueKind.String)
        {
            // Google's clients take a text in this place, and some send it as it is.
            turn.Parts.Add(new TextPart(body.Text(system)));
        }
        else if (system.TryMember("parts"u8, out var parts))
        {
            new GeminiPartReader(body, null, "systemInstruction.parts").Read(parts, turn.Parts);
        }

        turn.Parts.RemoveAll(static part => part is TextPart { Text.IsEmpty: true });
        if (turn.Parts.Count > 0)
        {
            _conversation.Turns.Add(turn);
        }
    }

    private void Member(string name, JsonElement value)
    {
        switch (name)
        {
            case "systemInstruction" or "toolConfig" or "model":
                break;
            case "contents":
                new GeminiContentReader(body, carrier, _conversation.Turns).Read(value);
                break;
            case "generationConfig":
                GeminiConfigReader.Read(body, value, _conversation);
                break;
            case "tools":
                GeminiToolReader.Tools(body, value, _conversation.Tools);
                break;
            case "labels":
                _conversation.Metadata = body.Raw(value);
                break;
            case "serviceTier":
                _conversation.ServiceTier = value.String(name).ToLowerInvariant() is var tier && tier == "standard" ? "default" : tier;
                break;
            case var _ when GeminiExtras.IsMember(name):
                _conversation.Bound.Add(GeminiExtras.Bind(name, body.Raw(value)));
                break;
            default:
                _conversation.Extras.Add(new ExtraMember(name, body.Raw(value), IsKnown: false));
                break;
        }
    }
}
