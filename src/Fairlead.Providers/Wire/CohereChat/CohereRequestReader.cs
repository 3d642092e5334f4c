using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Reads a request of <c>v2/chat</c>.</summary>
internal sealed class CohereRequestReader(JsonBody body)
    : RoleRequestReader(body, new CohereMessageReader(body), new Conversation { Source = CohereDialect.FormatName, IncludeUsage = true })
{
    private bool _strict;

    protected override void End()
    {
        for (var i = 0; _strict && i < Conversation.Tools.Count; i++)
        {
            Conversation.Tools[i] = Conversation.Tools[i] with { Strict = true };
        }
    }

    protected override void Member(JsonProperty member)
    {
        var (conversation, value) = (Conversation, member.Value);
        switch (member.Name)
        {
            case "tool_choice":
                conversation.ToolChoice = Choice(value);
                break;
            case "strict_tools":
                _strict = value.Flag(member.Name);
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
            case "stop_sequences":
                foreach (var stop in value.Items(member.Name))
                {
                    conversation.Stop.Add(stop.String(member.Name));
                }

                break;
            case "response_format":
                conversation.Output = CohereFormat.Read(Body, value);
                break;
            case "thinking":
                conversation.Reasoning = CohereThinking.Read(value);
                break;
            default:
                conversation.Extras.Add(new ExtraMember(member.Name, Body.Raw(value), CohereExtras.IsMember(member.Name)));
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
