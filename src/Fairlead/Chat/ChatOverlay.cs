using System.Text.Json;
using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Puts the parameters of a fallback entry, which go by their names on the wire, over the options and messages of its attempt.</summary>
internal static class ChatOverlay
{
    /// <summary>Changes options that are this attempt's own copy.</summary>
    public static void Apply(ChatOptions options, IReadOnlyDictionary<string, JsonElement> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (name == "messages")
            {
                continue;
            }

            options.AdditionalProperties?.Remove(name);
            if (!IsTyped(options, name, value))
            {
                (options.AdditionalProperties ??= [])[name] = value;
            }
        }
    }

    /// <summary>The entry's messages, else the request's.</summary>
    /// <exception cref="UpstreamException">They hold something else than text.</exception>
    public static IReadOnlyCollection<ChatMessage> Messages(IReadOnlyCollection<ChatMessage> messages, in RouteAttempt attempt)
    {
        if (attempt.Parameters is not { } parameters || !parameters.TryGetValue("messages", out var own))
        {
            return messages;
        }

        var replaced = new List<ChatMessage>();
        foreach (var message in own.ValueKind == JsonValueKind.Array ? own.EnumerateArray() : default)
        {
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content))
            {
                throw Unreadable();
            }

            var role = message.TryGetProperty("role", out var named) && named.ValueKind == JsonValueKind.String ? new ChatRole(named.GetString()!) : ChatRole.User;
            replaced.Add(new ChatMessage(role, Text(content)));
        }

        return replaced;
    }

    private static bool IsTyped(ChatOptions options, string name, JsonElement value)
    {
        if (name == "stop")
        {
            options.StopSequences = value.ValueKind switch
            {
                JsonValueKind.String => [value.GetString()!],
                JsonValueKind.Array => [.. value.EnumerateArray().Where(static s => s.ValueKind == JsonValueKind.String).Select(static s => s.GetString()!)],
                _ => null,
            };
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            return false;
        }

        switch (name)
        {
            case "temperature":
                options.Temperature = value.GetSingle();
                return true;
            case "top_p":
                options.TopP = value.GetSingle();
                return true;
            case "frequency_penalty":
                options.FrequencyPenalty = value.GetSingle();
                return true;
            case "presence_penalty":
                options.PresencePenalty = value.GetSingle();
                return true;
            case "max_tokens" or "max_completion_tokens" when value.TryGetInt32(out var most):
                options.MaxOutputTokens = most;
                return true;
            case "top_k" when value.TryGetInt32(out var top):
                options.TopK = top;
                return true;
            case "seed" when value.TryGetInt64(out var seed):
                options.Seed = seed;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A text, or the texts of a list of parts.</summary>
    private static string Text(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw Unreadable();
        }

        var texts = new List<string>();
        foreach (var part in content.EnumerateArray())
        {
            texts.Add(part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : throw Unreadable());
        }

        return string.Concat(texts);
    }

    private static UpstreamException Unreadable() =>
        new(FailureKind.BadRequest, 400, "the messages of a fallback entry can only hold text");
}
