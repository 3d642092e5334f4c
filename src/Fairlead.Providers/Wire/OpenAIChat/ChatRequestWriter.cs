using System.Buffers;
using System.Text.Json;
using Fairlead.Chat;
using Fairlead.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes a chat request as OpenAI's <c>chat/completions</c> body.</summary>
internal static class ChatRequestWriter
{
    // M.E.AI's own key for OpenAI's "strict"; steers the schema and is no member of the body.
    internal const string StrictSchemaKey = "strictJsonSchema";

    /// <summary>Writes the body.</summary>
    /// <param name="deployment">Whom it is for: some members have other names elsewhere.</param>
    /// <param name="model">The model name to send.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The options; may be null.</param>
    /// <param name="stream">Whether the answer is streamed.</param>
    public static WireRequest Write(Deployment deployment, string model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, WireRequest.WriterOptions);
        writer.WriteStartObject();
        var span = WireRequest.WriteModel(writer, model);
        writer.WriteStartArray("messages"u8);
        if (!string.IsNullOrEmpty(options?.Instructions))
        {
            MessageWriter.WriteText(writer, "system"u8, options.Instructions);
        }

        foreach (var message in messages)
        {
            MessageWriter.Write(writer, message);
        }

        writer.WriteEndArray();
        if (stream)
        {
            writer.WriteBoolean("stream"u8, true);
            // Without it there is no usage at the end of a stream.
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }

        if (options is not null)
        {
            WriteOptions(writer, deployment, model, options);
        }

        writer.WriteEndObject();
        writer.Flush();
        return new WireRequest(buffer.WrittenMemory, span);
    }

    private static void WriteOptions(Utf8JsonWriter writer, Deployment deployment, string model, ChatOptions options)
    {
        // What the caller wrote by wire name wins over the typed option.
        var extra = options.AdditionalProperties;
        WriteNumber(writer, extra, "temperature", options.Temperature);
        WriteNumber(writer, extra, "top_p", options.TopP);
        WriteNumber(writer, extra, "frequency_penalty", options.FrequencyPenalty);
        WriteNumber(writer, extra, "presence_penalty", options.PresencePenalty);
        WriteNumber(writer, extra, "seed", options.Seed);
        WriteNumber(writer, extra, MaxTokensName(deployment, model), options.MaxOutputTokens);
        if (!IsOpenAI(deployment))
        {
            // OpenAI refuses it; nearly every other server knows it under this name.
            WriteNumber(writer, extra, "top_k", options.TopK);
        }

        if (options.StopSequences is { Count: > 0 } stops && Free(extra, "stop"))
        {
            writer.WriteStartArray("stop"u8);
            foreach (var stop in stops)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        if (options.Reasoning?.Effort is { } effort && Free(extra, "reasoning_effort"))
        {
            writer.WriteString("reasoning_effort"u8, EffortName(effort));
        }

        ToolWriter.Write(writer, options);
        ResponseFormatWriter.Write(writer, options);
        if (extra is null)
        {
            return;
        }

        foreach (var (key, value) in extra)
        {
            // Null means "not set" in these options; the router's own keys are not the upstream's business.
            if (value is not null && !IsReserved(key))
            {
                writer.WritePropertyName(key);
                JsonValues.Write(writer, value);
            }
        }
    }

    internal static bool Free(AdditionalPropertiesDictionary? extra, string name) => extra is null || !extra.ContainsKey(name);

    private static bool IsReserved(string key) =>
        key.StartsWith(RoutingKeys.Prefix, StringComparison.OrdinalIgnoreCase)
        || key.Equals(StrictSchemaKey, StringComparison.OrdinalIgnoreCase)
        || key is "model" or "messages" or "stream" or "stream_options";

    private static bool IsOpenAI(Deployment deployment) => deployment.Provider is "openai" or "azure";

    // OpenAI's reasoning models refuse max_tokens (400 unsupported_parameter); other servers may not know max_completion_tokens.
    private static string MaxTokensName(Deployment deployment, string model) =>
        IsOpenAI(deployment) && (IsSeries(model, 'o') || model.StartsWith("gpt-5", StringComparison.Ordinal))
            ? "max_completion_tokens"
            : "max_tokens";

    // o1, o3-mini, o4-mini …
    private static bool IsSeries(string model, char letter) => model.Length > 1 && model[0] == letter && char.IsAsciiDigit(model[1]);

    private static string EffortName(ReasoningEffort effort) => effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => throw new ArgumentOutOfRangeException(nameof(effort), effort, null),
    };

    private static void WriteNumber(Utf8JsonWriter writer, AdditionalPropertiesDictionary? extra, string name, float? value)
    {
        if (value is { } number && Free(extra, name))
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, AdditionalPropertiesDictionary? extra, string name, long? value)
    {
        if (value is { } number && Free(extra, name))
        {
            writer.WriteNumber(name, number);
        }
    }
}
