using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAICompletions;

/// <summary>A completions request, both ways.</summary>
internal static class CompletionsRequest
{
    // What a conversation has no place for.
    private static readonly FrozenSet<string> Own = new[] { "suffix", "echo", "best_of", "logit_bias", "logprobs" }.ToFrozenSet(StringComparer.Ordinal);

    public static Conversation Read(JsonBody body)
    {
        var conversation = new Conversation { Source = "openai-completions" };
        // Sampling has the chat format's names; what both do not share is taken out below.
        new ChatRequestReader(body, null, conversation).Read();
        conversation.Extras.Clear();
        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.NameEquals("prompt"u8))
            {
                conversation.Turns.Add(Prompt(body, member.Value));
            }
            else if (Own.Contains(member.Name) && member.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
            {
                conversation.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: true));
            }
        }

        conversation.Logprobs = null;
        return conversation.Turns.Count > 0 ? conversation : throw new WireException("the request has no 'prompt'", "prompt");
    }

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteText("prompt"u8, PromptOf(conversation, target));
        if (conversation.Stream)
        {
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        json.WriteIf("max_tokens"u8, (long?)conversation.MaxOutputTokens);
        json.WriteIf("temperature"u8, conversation.Temperature);
        json.WriteIf("top_p"u8, conversation.TopP);
        json.WriteIf("presence_penalty"u8, conversation.PresencePenalty);
        json.WriteIf("frequency_penalty"u8, conversation.FrequencyPenalty);
        json.WriteIf("seed"u8, conversation.Seed);
        json.WriteIf("n"u8, (long?)conversation.Choices);
        json.WriteIf("user"u8, conversation.User);
        if (conversation.Stop.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in conversation.Stop)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        foreach (var extra in conversation.Extras)
        {
            if (extra.IsForTarget || !extra.IsKnown || conversation.Source == "openai-completions")
            {
                json.WriteJson(extra.Name, extra.Value);
            }
            else
            {
                Lose(target, extra.Name, isSet: true);
            }
        }

        LoseRest(conversation, target);
        json.WriteEndObject();
    }

    private static void LoseRest(Conversation conversation, RequestTarget target)
    {
        Lose(target, "tools", conversation.Tools.Count > 0);
        Lose(target, "response_format", conversation.Output is { Kind: not OutputKind.Text });
        Lose(target, "reasoning_effort", conversation.Reasoning is { IsOn: true });
        Lose(target, "logprobs", conversation.Logprobs == true);
        Lose(target, "top_k", conversation.TopK is not null);
        Lose(target, "verbosity", conversation.Verbosity is not null);
        Lose(target, "service_tier", conversation.ServiceTier is not null);
        Lose(target, "metadata", !conversation.Metadata.IsEmpty);
    }

    private static void Lose(RequestTarget target, string name, bool isSet)
    {
        if (isSet)
        {
            target.LoseParameter(name, "a completions model reads one text, and has no place for it");
        }
    }

    private static Turn Prompt(JsonBody body, JsonElement value)
    {
        // A list of one text is a text; token numbers and several prompts at once only the server of the model itself can read.
        var text = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 ? value[0] : value;
        if (text.ValueKind != JsonValueKind.String)
        {
            throw new WireException("'prompt' must be one text: this model answers no lists of prompts and no token numbers", "prompt");
        }

        var turn = new Turn(Role.User);
        turn.Parts.Add(new TextPart(body.Text(text)));
        return turn;
    }

    private static Utf8Text PromptOf(Conversation conversation, RequestTarget target)
    {
        if (conversation.Turns is [{ Role: Role.User } only] && only.Parts.TrueForAll(static part => part is TextPart))
        {
            return Utf8Texts.OfParts(only.Parts);
        }

        target.LoseContent("messages", "a completions model reads one text and no conversation");
        return default;
    }
}
