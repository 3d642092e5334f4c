using System.Text.Json;
using Fairlead.Providers.Translation;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Turns a whole answer into Microsoft.Extensions.AI's.</summary>
internal static class ResponseBuilder
{
    /// <summary>The answer.</summary>
    /// <param name="answer">The answer as it was read.</param>
    /// <param name="raw">The same as it came.</param>
    public static ChatResponse Build(Answer answer, JsonElement raw)
    {
        var response = new ChatResponse
        {
            ResponseId = answer.Id.Length > 0 ? answer.Id : null,
            ModelId = answer.Model.Length > 0 ? answer.Model : null,
            CreatedAt = Time(answer.Created),
            Usage = answer.Usage is { } usage ? Usage(usage) : null,
            RawRepresentation = raw,
            AdditionalProperties = Extras(answer.Extras),
        };
        // Further choices are alternatives, not further messages; they stay in the raw answer.
        if (answer.Choices is [var choice, ..])
        {
            response.Messages.Add(Message(choice, response.ResponseId));
            response.FinishReason = Finish(choice.Finish, choice.NativeFinish);
        }

        return response;
    }

    /// <summary>Seconds since 1970 as a time.</summary>
    public static DateTimeOffset? Time(long created) => created > 0 ? DateTimeOffset.FromUnixTimeSeconds(created) : null;

    /// <summary>Why an answer ended.</summary>
    public static ChatFinishReason? Finish(FinishReason reason, string? native) => reason switch
    {
        FinishReason.None => null,
        FinishReason.Stop => ChatFinishReason.Stop,
        FinishReason.Length or FinishReason.ContextWindow => ChatFinishReason.Length,
        FinishReason.ToolCalls => ChatFinishReason.ToolCalls,
        FinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(string.IsNullOrEmpty(native) ? "stop" : native),
    };

    /// <summary>What was used.</summary>
    public static UsageDetails Usage(in AnswerUsage usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = usage.Input,
            OutputTokenCount = usage.Output,
            TotalTokenCount = usage.Total,
            CachedInputTokenCount = usage.CachedInput,
            ReasoningTokenCount = usage.Reasoning,
        };
        Add("prompt_tokens_details.audio_tokens", usage.AudioInput);
        Add("prompt_tokens_details.cache_write_tokens", usage.CacheWrite);
        Add("completion_tokens_details.audio_tokens", usage.AudioOutput);
        return details;

        void Add(string name, int count)
        {
            if (count > 0)
            {
                (details.AdditionalCounts ??= [])[name] = count;
            }
        }
    }

    /// <summary>Members without a typed place.</summary>
    public static AdditionalPropertiesDictionary? Extras(IReadOnlyList<ExtraMember> extras)
    {
        if (extras.Count == 0)
        {
            return null;
        }

        var properties = new AdditionalPropertiesDictionary();
        foreach (var extra in extras)
        {
            properties[extra.Name] = Element(extra.Value);
        }

        return properties;
    }

    /// <summary>A value that outlives the answer's bytes.</summary>
    public static JsonElement Element(RawJson value)
    {
        var reader = new Utf8JsonReader(value.Span);
        return JsonElement.ParseValue(ref reader);
    }

    private static ChatMessage Message(AnswerChoice choice, string? id)
    {
        var message = new ChatMessage(ChatRole.Assistant, []) { MessageId = id, AdditionalProperties = Extras(choice.Extras) };
        foreach (var part in choice.Parts)
        {
            if (ContentBuilder.Content(part) is { } content)
            {
                message.Contents.Add(content);
            }
        }

        return message;
    }
}
