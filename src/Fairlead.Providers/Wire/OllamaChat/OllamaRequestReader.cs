using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Reads a request of <c>/api/chat</c>. It streams unless it says otherwise.</summary>
internal sealed class OllamaRequestReader(JsonBody body)
{
    private readonly Conversation _conversation = new() { Source = OllamaDialect.FormatName, Stream = true, IncludeUsage = true };

    public Conversation Read()
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
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
        var (conversation, value) = (_conversation, member.Value);
        switch (member.Name)
        {
            case "model":
                break;
            case "messages":
                new OllamaMessageReader(body).Read(value, conversation.Turns);
                break;
            case "tools":
                // The form is OpenAI's.
                ChatToolReader.Tools(body, value, conversation.Tools);
                break;
            case "stream":
                conversation.Stream = value.Flag(member.Name);
                break;
            case "format":
                conversation.Output = Format(value);
                break;
            case "think":
                conversation.Reasoning = OllamaThink.Read(value);
                break;
            case "logprobs":
                conversation.Logprobs = value.Flag(member.Name);
                break;
            case "top_logprobs":
                conversation.TopLogprobs = value.Int(member.Name);
                break;
            case "options":
                OllamaOptions.Read(body, value, conversation);
                break;
            default:
                conversation.Extras.Add(new ExtraMember(member.Name, body.Raw(value), OllamaOptions.IsMember(member.Name)));
                break;
        }
    }

    // Clients send "" for no format.
    private OutputFormat? Format(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is "json" => new OutputFormat(OutputKind.Json),
        JsonValueKind.String when value.GetString() is "" => null,
        JsonValueKind.Object => new OutputFormat(OutputKind.Schema) { Schema = body.Raw(value) },
        _ => throw new WireException("'format' must be \"json\" or a JSON schema", "format"),
    };
}
