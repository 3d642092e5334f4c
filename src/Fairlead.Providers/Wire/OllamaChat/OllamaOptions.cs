using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>
/// <c>options</c>, both ways. A member of a request that nobody here knows is an option, as LiteLLM has it: <c>num_ctx</c>, <c>min_p</c>, <c>repeat_penalty</c> and
/// whatever a later version takes.
/// </summary>
internal static class OllamaOptions
{
    // What stands beside the options.
    private static readonly FrozenSet<string> Members = new[]
    {
        "format", "keep_alive", "logprobs", "shift", "think", "top_logprobs", "truncate",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Known = new[]
    {
        "draft_num_predict", "main_gpu", "min_p", "mirostat", "mirostat_eta", "mirostat_tau", "num_batch", "num_ctx", "num_gpu", "num_keep", "num_thread", "numa",
        "penalize_newline", "repeat_last_n", "repeat_penalty", "tfs_z", "typical_p", "use_mlock", "use_mmap",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a member stands beside the options.</summary>
    public static bool IsMember(string name) => Members.Contains(name);

    public static void Read(JsonBody body, JsonElement options, Conversation conversation)
    {
        if (options.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'options' must be an object", "options");
        }

        foreach (var option in options.EnumerateObject())
        {
            if (option.Value.ValueKind != JsonValueKind.Null)
            {
                Read(body, option, conversation);
            }
        }
    }

    /// <summary>Writes them.</summary>
    /// <param name="conversation">The request.</param>
    /// <param name="extras">Its members that are options, and those of an <c>options</c> of its own: what they say counts.</param>
    /// <param name="json">Gets them.</param>
    public static void Write(Conversation conversation, IReadOnlyList<ExtraMember> extras, Utf8JsonWriter json)
    {
        json.WriteStartObject("options"u8);
        Number("num_predict", conversation.MaxOutputTokens);
        Number("temperature", conversation.Temperature);
        Number("top_p", conversation.TopP);
        Number("top_k", conversation.TopK);
        Number("presence_penalty", conversation.PresencePenalty);
        Number("frequency_penalty", conversation.FrequencyPenalty);
        if (conversation.Seed is { } seed && Free("seed"))
        {
            json.WriteNumber("seed"u8, seed);
        }

        if (conversation.Stop.Count > 0 && Free("stop"))
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in conversation.Stop)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        foreach (var extra in extras)
        {
            json.WriteJson(extra.Name, extra.Value);
        }

        json.WriteEndObject();

        void Number(string name, double? value)
        {
            if (value is { } number && Free(name))
            {
                json.WriteNumber(name, number);
            }
        }

        bool Free(string name) => !extras.Any(extra => extra.Name == name);
    }

    private static void Read(JsonBody body, JsonProperty option, Conversation conversation)
    {
        var (name, value) = ("options." + option.Name, option.Value);
        switch (option.Name)
        {
            case "num_predict":
                // -1 and -2 are as many as there is room for, which is what no number says.
                conversation.MaxOutputTokens = value.Int(name) is >= 0 and var most ? most : null;
                break;
            case "temperature":
                conversation.Temperature = value.Double(name);
                break;
            case "top_p":
                conversation.TopP = value.Double(name);
                break;
            case "top_k":
                conversation.TopK = value.Int(name);
                break;
            case "presence_penalty":
                conversation.PresencePenalty = value.Double(name);
                break;
            case "frequency_penalty":
                conversation.FrequencyPenalty = value.Double(name);
                break;
            case "seed":
                conversation.Seed = value.Long(name);
                break;
            case "stop":
                Stop(value, name, conversation);
                break;
            default:
                conversation.Extras.Add(new ExtraMember(option.Name, body.Raw(value), Known.Contains(option.Name)));
                break;
        }
    }

    private static void Stop(JsonElement value, string name, Conversation conversation)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            conversation.Stop.Add(value.GetString()!);
            return;
        }

        foreach (var item in value.Items(name))
        {
            conversation.Stop.Add(item.String(name));
        }
    }
}
