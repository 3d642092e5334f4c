using System.Text.Json;
using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Turns the chunks of one stream into updates. Tool calls come out whole, when they are finished; usage once, at the end.</summary>
internal sealed class ChatStreamReader
{
    private readonly ToolCallAssembler _calls = new();
    private UsageDetails? _usage;
    private string? _id;
    private string? _model;
    private DateTimeOffset? _created;
    private bool _hadCalls;
    private bool _finished;

    /// <summary>The marker that ends the stream came.</summary>
    public bool Done { get; private set; }

    /// <summary>Reads one event's data.</summary>
    /// <returns>The update; null where the chunk says nothing by itself.</returns>
    /// <exception cref="UpstreamException">It is no chunk, or an error.</exception>
    public ChatResponseUpdate? Read(ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
        {
            return null;
        }

        if (data.SequenceEqual("[DONE]"u8))
        {
            Done = true;
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(data);
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new UpstreamException(FailureKind.MalformedResponse, 200, "an event of the stream is not JSON", inner: exception);
        }
    }

    /// <summary>What remains at the end: calls nobody finished, and the usage.</summary>
    /// <exception cref="UpstreamException">The stream was cut: neither a finish reason nor the end marker came.</exception>
    public ChatResponseUpdate? End()
    {
        if (!_finished && !Done)
        {
            throw new UpstreamException(FailureKind.StreamBroken, 200, "the stream ended before its end");
        }

        if (_usage is null && !_calls.Any)
        {
            return null;
        }

        var update = Update();
        if (_calls.Any)
        {
            _calls.Flush(update.Contents);
            update.FinishReason = ChatFinishReason.ToolCalls;
        }

        if (_usage is not null)
        {
            update.Contents.Add(new UsageContent(_usage));
        }

        return update;
    }

    private ChatResponseUpdate? Read(JsonElement chunk)
    {
        ErrorFrame.ThrowIfError(chunk);
        // Azure's first chunk has neither id nor model; later ones may leave them out.
        _id ??= chunk.Text("id"u8);
        _model ??= chunk.Text("model"u8);
        _created ??= ChatResponseReader.Created(chunk);
        if (chunk.TryObject("usage"u8, out var usage))
        {
            // Perplexity sends it with every chunk, cumulative: the last one counts.
            _usage = UsageReader.Read(usage);
        }
        else if (chunk.TryObject("x_groq"u8, out var groq) && groq.TryObject("usage"u8, out usage))
        {
            _usage ??= UsageReader.Read(usage);
        }

        var update = Update();
        if (chunk.TryArray("choices"u8, out var choices))
        {
            foreach (var choice in choices.EnumerateArray())
            {
                if (choice.Number("index"u8) is null or 0)
                {
                    ReadChoice(choice, update);
                }
            }
        }

        KeepRest(chunk, update);
        return update.Contents.Count > 0 || update.FinishReason is not null || update.AdditionalProperties is not null || update.Role is not null
            ? update
            : null;
    }

    private void ReadChoice(JsonElement choice, ChatResponseUpdate update)
    {
        if (choice.TryObject("delta"u8, out var delta))
        {
            if (delta.Text("role"u8) is not null)
            {
                update.Role = ChatRole.Assistant;
            }

            ContentReader.Read(delta, update.Contents);
            _calls.Add(delta);
            _hadCalls |= _calls.Any;
            foreach (var member in delta.EnumerateObject())
            {
                if (member.Name is not ("role" or "content" or "refusal" or "tool_calls" or "function_call" or "reasoning" or "reasoning_content"))
                {
                    Keep(update, member);
                }
            }
        }

        if (choice.Text("finish_reason"u8) is { } reason)
        {
            _finished = true;
            update.FinishReason = FinishReasons.Read(reason, _hadCalls);
            _calls.Flush(update.Contents);
        }
    }

    private ChatResponseUpdate Update() => new()
    {
        Role = null,
        ResponseId = _id,
        MessageId = _id,
        ModelId = _model,
        CreatedAt = _created,
    };

    private static void KeepRest(JsonElement chunk, ChatResponseUpdate update)
    {
        foreach (var member in chunk.EnumerateObject())
        {
            // "obfuscation" is padding against length guessing, "p" Mistral's: neither is for anybody to read.
            if (member.Name is not ("id" or "object" or "created" or "model" or "choices" or "usage" or "obfuscation" or "p"))
            {
                Keep(update, member);
            }
        }
    }

    private static void Keep(ChatResponseUpdate update, JsonProperty member)
    {
        var rest = update.AdditionalProperties;
        JsonMembers.Keep(ref rest, member);
        update.AdditionalProperties = rest;
    }
}
