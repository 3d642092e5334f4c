using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Reads a Messages request.</summary>
internal sealed class MessagesRequestReader(JsonBody body, ReasoningCarrier? carrier)
{
    private readonly Conversation _conversation = new() { Source = MessagesDialect.FormatName };

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
            new MessagesBlockReader(body, "system").Read(system, turn.Parts);
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
        var (conversation, value) = (_conversation, member.Value);
        switch (member.Name)
        {
            case "model" or "system":
                break;
            case "messages":
                new MessagesMessageReader(body, carrier).Read(value, body.Raw(body.Root, "cache_control"u8), conversation.Turns);
                break;
            case "cache_control":
                // The last block's mark, which the messages are read with.
                break;
            case "max_tokens":
                conversation.MaxOutputTokens = value.Int(member.Name);
                break;
            case "temperature":
                conversation.Temperature = value.Double(member.Name);
                break;
            case "top_p":
                conversation.TopP = value.Double(member.Name);
                break;
            case "top_k":
                conversation.TopK = value.Int(member.Name);
                break;
            case "stop_sequences":
                foreach (var stop in value.Items(member.Name))
                {
                    conversation.Stop.Add(stop.String(member.Name));
                }

                break;
            case "stream":
                conversation.Stream = value.Flag(member.Name);
                break;
            case "tools":
                MessagesToolReader.Tools(body, value, conversation);
                break;
            case "tool_choice":
                MessagesToolReader.Choice(value, conversation);
                break;
            case "thinking":
                conversation.Reasoning = MessagesThinking.Read(value, conversation.Reasoning ?? new ReasoningRequest());
                break;
            case "output_config":
                OutputConfig(value);
                break;
            case "output_format":
                conversation.Output = MessagesOutput.Read(body, value, member.Name);
                break;
            case "metadata":
                conversation.User = value.Text("user_id"u8);
                break;
            case "service_tier":
                conversation.ServiceTier = MessagesTier.FromRequest(value.String(member.Name));
                break;
            default:
                MessagesExtras.Keep(member.Name, body.Raw(value), conversation);
                break;
        }
    }

    private void OutputConfig(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'output_config' must be an object", "output_config");
        }

        if (config.Text("effort"u8) is { } effort)
        {
            _conversation.Reasoning = (_conversation.Reasoning ?? new ReasoningRequest()) with { Effort = effort };
        }

        if (config.TryGetProperty("format"u8, out var format) && format.ValueKind != JsonValueKind.Null)
        {
            _conversation.Output = MessagesOutput.Read(body, format, "output_config.format");
        }

        foreach (var member in config.EnumerateObject())
        {
            if (member.Name is not ("effort" or "format") && member.Value.ValueKind != JsonValueKind.Null)
            {
                MessagesExtras.KeepOutputConfig(member.Name, body.Raw(member.Value), _conversation);
            }
        }
    }
}
