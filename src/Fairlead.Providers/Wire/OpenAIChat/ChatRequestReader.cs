using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads a chat request.</summary>
internal sealed class ChatRequestReader(JsonBody body, ReasoningCarrier? carrier, Conversation? into = null)
{
    // What OpenAI's reference names and other formats have no place for; anything not named here is a vendor's own, or new.
    private static readonly FrozenSet<string> OpenAIOnly = new[]
    {
        "audio", "function_call", "functions", "logit_bias", "modalities", "moderation", "prediction", "prompt_cache_key", "prompt_cache_retention",
        "safety_identifier", "store", "web_search_options",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Conversation _conversation = into ?? new() { Source = "openai-chat" };

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
                new ChatMessageReader(body, carrier).Read(value, conversation.Turns);
                break;
            case "tools" or "functions":
                ChatToolReader.Tools(body, value, conversation.Tools);
                break;
            case "tool_choice" or "function_call":
                conversation.ToolChoice = ChatToolReader.Choice(value);
                break;
            case "parallel_tool_calls":
                conversation.ParallelToolCalls = value.Flag(member.Name);
                break;
            case "max_completion_tokens" or "max_tokens":
                // Where both stand, the newer name is meant; it may come first or last.
                conversation.MaxOutputTokens = member.Name == "max_tokens" ? conversation.MaxOutputTokens ?? value.Int(member.Name) : value.Int(member.Name);
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
            case "presence_penalty":
                conversation.PresencePenalty = value.Double(member.Name);
                break;
            case "frequency_penalty":
                conversation.FrequencyPenalty = value.Double(member.Name);
                break;
            case "seed":
                conversation.Seed = value.Long(member.Name);
                break;
            case "stop":
                Stop(value);
                break;
            case "n":
                conversation.Choices = value.Int(member.Name);
                break;
            case "logprobs" when conversation.Source == "openai-completions":
                // A number there, which its own reader keeps.
                break;
            case "logprobs":
                conversation.Logprobs = value.Flag(member.Name);
                break;
            case "top_logprobs":
                conversation.TopLogprobs = value.Int(member.Name);
                break;
            case "response_format":
                conversation.Output = ChatOutputFormat.Read(body, value);
                break;
            case "reasoning_effort" or "thinking" or "reasoning":
                conversation.Reasoning = ChatReasoning.Read(member, conversation.Reasoning);
                break;
            case "verbosity":
                conversation.Verbosity = value.String(member.Name);
                break;
            case "user":
                conversation.User = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                break;
            case "service_tier":
                conversation.ServiceTier = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                break;
            case "metadata":
                conversation.Metadata = body.Raw(value);
                break;
            case "stream":
                conversation.Stream = value.ValueKind == JsonValueKind.True;
                break;
            case "stream_options":
                conversation.IncludeUsage = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("include_usage"u8, out var usage) && usage.ValueKind == JsonValueKind.True;
                break;
            case "web_search_options":
                conversation.Tools.Add(new ToolDefinition { Kind = ToolKind.WebSearch, Dialect = "openai-chat", Json = body.Raw(value) });
                break;
            default:
                conversation.Extras.Add(new ExtraMember(member.Name, body.Raw(value), OpenAIOnly.Contains(member.Name)));
                break;
        }
    }

    private void Stop(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            _conversation.Stop.Add(value.GetString()!);
            return;
        }

        foreach (var item in value.Items("stop"))
        {
            _conversation.Stop.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new WireException("'stop' must be a text or a list of texts", "stop"));
        }
    }
}
