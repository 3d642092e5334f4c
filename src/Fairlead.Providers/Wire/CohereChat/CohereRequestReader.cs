using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Reads a request of <c>v2/chat</c>.</summary>
internal sealed class CohereRequestReader(JsonBody body)
{
    private readonly Conversation _conversation = new() { Source = CohereDialect.FormatName, IncludeUsage = true };
    private bool _strict;

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

        for (var i = 0; _strict && i < _conversation.Tools.Count; i++)
        {
            _conversation.Tools[i] = _conversation.Tools[i] with { Strict = true };
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
                new CohereMessageReader(body).Read(value, conversation.Turns);
                break;
            case "tools":
                // The form is OpenAI's.
                ChatToolReader.Tools(body, value, conversation.Tools);
                break;
            case "tool_choice":
                conversation.ToolChoice = Choice(value);
                break;
            case "strict_tools":
                _strict = value.Flag(member.Name);
                break;
            case "stream":
                conversation.Stream = value.Flag(member.Name);
                break;
            case "max_tokens":
                conversation.MaxOutputTokens = value.Int(member.Name);
                break;
            case "temperature":
                conversation.Temperature = value.Double(member.Name);
                break;
            case "p":
                conversation.TopP = value.Double(member.Name);
                break;
            case "k":
                conversation.TopK = value.Int(member.Name);
                break;
            case "presence_penalty":
                conversation.PresencePenalty = value.Double(member.Name);
                break;
            case "frequency_penalty":
                conversation.FrequencyPenalty = value.Double(member.Name);
                break;
            case "seed":
                conversation.Seed = value.Long(member.Name);
                break;
            case "logprobs":
                conversation.Logprobs = value.Flag(member.Name);
                break;
            case "stop_sequences":
                foreach (var stop in value.Items(member.Name))
                {
                    conversation.Stop.Add(stop.String(member.Name));
                }

                break;
            case "response_format":
                conversation.Output = CohereFormat.Read(body, value);
                break;
            case "thinking":
                conversation.Reasoning = CohereThinking.Read(value);
                break;
            default:
                conversation.Extras.Add(new ExtraMember(member.Name, body.Raw(value), CohereExtras.IsMember(member.Name)));
                break;
        }
    }

    private static ToolChoice Choice(JsonElement value) => value.String("tool_choice").ToUpperInvariant() switch
    {
        "REQUIRED" => new ToolChoice(ToolMode.Required),
        "NONE" => new ToolChoice(ToolMode.None),
        var other => throw new WireException($"'tool_choice' is '{other}'; REQUIRED and NONE are choices", "tool_choice"),
    };
}
