using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reasoning in the chat format, which OpenAI gives no place: what its imitators and LiteLLM made up for it.</summary>
internal static class ChatReasoning
{
    /// <summary>Reads <c>reasoning_effort</c> (OpenAI), <c>thinking</c> (LiteLLM, DeepSeek) or <c>reasoning</c> (OpenRouter).</summary>
    public static ReasoningRequest Read(JsonProperty member, ReasoningRequest? before)
    {
        var request = before ?? new ReasoningRequest();
        var value = member.Value;
        if (member.Name == "reasoning_effort")
        {
            return request with { Effort = value.String(member.Name) };
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new WireException($"'{member.Name}' must be an object", member.Name);
        }

        var budget = (int?)(value.Number("budget_tokens"u8) ?? value.Number("max_tokens"u8));
        return value.Text("type"u8) switch
        {
            "disabled" => request with { BudgetTokens = 0 },
            "adaptive" => request with { IsAdaptive = true, Effort = value.Text("effort"u8) ?? request.Effort },
            _ => request with
            {
                BudgetTokens = budget ?? request.BudgetTokens,
                IsAdaptive = request.IsAdaptive || budget is null && value.TryGetProperty("enabled"u8, out var enabled) && enabled.ValueKind == JsonValueKind.True,
                Effort = value.Text("effort"u8) ?? request.Effort,
                Show = value.TryGetProperty("exclude"u8, out var exclude) ? exclude.ValueKind != JsonValueKind.True : request.Show,
            },
        };
    }

    /// <summary>Writes how much is to be thought: an effort to most, OpenRouter's own words where only they say it.</summary>
    public static void Write(ReasoningRequest reasoning, RequestTarget target, Utf8JsonWriter json)
    {
        if (target.Vendor.Chat.ReasoningBack == ReasoningBack.Details && reasoning.Effort is null && reasoning.IsOn)
        {
            json.WriteStartObject("reasoning"u8);
            if (reasoning.BudgetTokens is > 0 and { } budget)
            {
                json.WriteNumber("max_tokens"u8, budget);
            }
            else
            {
                json.WriteBoolean("enabled"u8, true);
            }

            json.WriteEndObject();
        }
        else if (reasoning.AsEffort is { } effort)
        {
            json.WriteString("reasoning_effort"u8, effort);
        }
    }

    /// <summary>Reads the thoughts an assistant's message brings back.</summary>
    /// <returns>Whether it brought signed ones: then nothing kept elsewhere is wanted.</returns>
    public static bool Thoughts(JsonBody body, JsonElement message, List<Part> parts)
    {
        if (message.TryArray("thinking_blocks"u8, out var blocks) && blocks.GetArrayLength() > 0)
        {
            foreach (var block in blocks.EnumerateArray())
            {
                var hidden = block.Text("type"u8) == "redacted_thinking";
                parts.Add(new ReasoningPart(body.Text(block, "thinking"u8))
                {
                    IsEncrypted = hidden,
                    Signature = new SignedState(SignedBy.Anthropic, hidden ? body.Text(block, "data"u8) : body.Text(block, "signature"u8)),
                });
            }

            return true;
        }

        var text = body.Text(message, "reasoning_content"u8);
        text = text.IsEmpty ? body.Text(message, "reasoning"u8) : text;
        var details = body.Raw(message, "reasoning_details"u8);
        if (!details.IsEmpty)
        {
            parts.Add(new ReasoningPart(text) { Signature = new SignedState(SignedBy.OpenRouter, new Utf8Text(details.Memory)) });
            return true;
        }

        if (!text.IsEmpty)
        {
            parts.Add(new ReasoningPart(text));
        }

        return false;
    }

    /// <summary>Google's signature of a call, where its OpenAI side and LiteLLM put it.</summary>
    public static SignedState CallSignature(JsonBody body, JsonElement call)
    {
        if (call.TryObject("extra_content"u8, out var extra) && extra.TryObject("google"u8, out var google))
        {
            return new SignedState(SignedBy.Google, body.Text(google, "thought_signature"u8));
        }

        return call.TryObject("provider_specific_fields"u8, out var fields)
            ? new SignedState(SignedBy.Google, body.Text(fields, "thought_signature"u8))
            : SignedState.None;
    }

    /// <summary>Writes earlier thoughts as an upstream wants them back.</summary>
    public static void WriteBack(Utf8JsonWriter json, Turn turn, ReasoningBack how)
    {
        if (how is ReasoningBack.No or ReasoningBack.Parts || !turn.Parts.Exists(static part => part is ReasoningPart))
        {
            return;
        }

        var text = Utf8Texts.Join(turn.Parts.OfType<ReasoningPart>().Select(static part => part.Text));
        if (!text.IsEmpty)
        {
            json.WriteText(how == ReasoningBack.ReasoningContent ? "reasoning_content"u8 : "reasoning"u8, text);
        }

        foreach (var part in turn.Parts)
        {
            if (how == ReasoningBack.Details && part is ReasoningPart && part.Signature.IsFor(SignedBy.OpenRouter))
            {
                json.WriteJson("reasoning_details"u8, new RawJson(part.Signature.Value.Memory));
                return;
            }
        }
    }
}
