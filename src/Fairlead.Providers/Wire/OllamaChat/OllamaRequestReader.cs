using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Reads a request of <c>/api/chat</c>. It streams unless it says otherwise.</summary>
internal sealed class OllamaRequestReader(JsonBody body)
    : RoleRequestReader(body, new OllamaMessageReader(body), new Conversation { Source = OllamaDialect.FormatName, Stream = true, IncludeUsage = true })
{
    protected override void Member(JsonProperty member)
    {
        var (conversation, value) = (Conversation, member.Value);
        switch (member.Name)
        {
            case "format":
                conversation.Output = Format(value);
                break;
            case "think":
                conversation.Reasoning = OllamaThink.Read(value);
                break;
            case "top_logprobs":
                conversation.TopLogprobs = value.Int(member.Name);
                break;
            case "options":
                OllamaOptions.Read(Body, value, conversation);
                break;
            default:
                conversation.Extras.Add(new ExtraMember(member.Name, Body.Raw(value), OllamaOptions.IsMember(member.Name)));
                break;
        }
    }

    // Clients send "" for no format.
    private OutputFormat? Format(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is "json" => new OutputFormat(OutputKind.Json),
        JsonValueKind.String when value.GetString() is "" => null,
        JsonValueKind.Object => new OutputFormat(OutputKind.Schema) { Schema = Body.Raw(value) },
        _ => throw new WireException("'format' must be \"json\" or a JSON schema", "format"),
    };
}
