using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Reads a Responses request.</summary>
internal sealed class ResponsesRequestReader(JsonBody body, ReasoningCarrier? carrier)
{
    private readonly Conversation _conversation = new() { Source = ResponsesDialect.FormatName };

    public Conversation Read()
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        // Instructions stand before the input, wherever the body has them.
        if (body.Text(body.Root, "instructions"u8) is { IsEmpty: false } instructions)
        {
            var turn = new Turn(Role.System);
            turn.Parts.Add(new TextPart(instructions));
            _conversation.Turns.Add(turn);
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Member(member);
            }
        }

        if (_conversation.TopLogprobs > 0)
        {
            _conversation.Logprobs = true;
        }

        return _conversation;
    }

    private void Member(JsonProperty member)
    {
        var (conversation, value) = (_conversation, member.Value);
        switch (member.Name)
        {
            case "model" or "instructions":
                break;
            case "input":
                new ResponsesItemReader(body, conversation, carrier).Read(value);
                break;
            case "tools":
                ResponsesToolReader.Tools(body, value, conversation.Tools);
                break;
            case "tool_choice":
                ResponsesToolReader.Choice(body, value, conversation);
                break;
            case "parallel_tool_calls":
                conversation.ParallelToolCalls = value.Flag(member.Name);
                break;
            case "max_output_tokens":
                conversation.MaxOutputTokens = value.Int(member.Name);
                break;
            case "temperature":
                conversation.Temperature = value.Double(member.Name);
                break;
            case "top_p":
                conversation.TopP = value.Double(member.Name);
                break;
            case "presence_penalty":
                conversation.PresencePenalty = value.Double(member.Name);
                break;
            case "frequency_penalty":
                conversation.FrequencyPenalty = value.Double(member.Name);
                break;
            case "top_logprobs":
                conversation.TopLogprobs = value.Int(member.Name);
                break;
            case "text":
                ResponsesText.Read(body, value, conversation);
                break;
            case "reasoning":
                conversation.Reasoning = ResponsesReasoning.Read(value);
                break;
            case "include":
                Include(value);
                break;
            case "user" or "safety_identifier":
                // The newer name is meant where both stand.
                conversation.User = member.Name == "user" ? conversation.User ?? value.String(member.Name) : value.String(member.Name);
                break;
            case "service_tier":
                conversation.ServiceTier = value.String(member.Name);
                break;
            case "metadata":
                // The SDKs send it empty.
                conversation.Metadata = value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any() ? body.Raw(value) : default;
                break;
            case "stream":
                conversation.Stream = value.ValueKind == JsonValueKind.True;
                break;
            default:
                if (!ResponsesBound.Read(member, body, conversation))
                {
                    conversation.Extras.Add(new ExtraMember(member.Name, body.Raw(value), ResponsesBound.IsKnown(member.Name)));
                }

                break;
        }
    }

    // What is to come beside the usual: signed reasoning always does, and what else there is belongs to tools of OpenAI's own.
    private void Include(JsonElement value)
    {
        foreach (var item in value.Items("include"))
        {
            if (item.ValueKind == JsonValueKind.String && item.ValueEquals("message.output_text.logprobs"u8))
            {
                _conversation.Logprobs = true;
            }
        }

        _conversation.Bound.Add(new BoundMember("include", body.Raw(value), LossKind.Hint, "only OpenAI's own tools have more to show"));
    }
}
