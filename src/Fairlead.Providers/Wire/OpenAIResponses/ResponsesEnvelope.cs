using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>The object <c>response</c> around an answer's items: its state, and the settings of the request once more, as the SDKs read them.</summary>
internal sealed class ResponsesEnvelope(AnswerTarget target)
{
    /// <summary>The answer's id.</summary>
    public string Id { get; private set; } = "resp_" + target.Id;

    /// <summary>The model that answers.</summary>
    public string Model { get; private set; } = target.Model;

    /// <summary>When, in seconds since 1970.</summary>
    public long Created { get; private set; } = target.Now;

    /// <summary>The tier it was served by.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>What was used; null while it is not known.</summary>
    public AnswerUsage? Usage { get; set; }

    /// <summary>Takes what the upstream says of itself. Ids of other formats are not told: clients and SDKs know an answer's kind by its id.</summary>
    public void Note(string? id, string? model, long created)
    {
        Id = id is not null && id.StartsWith("resp_", StringComparison.Ordinal) ? id : Id;
        Model = string.IsNullOrEmpty(model) ? Model : model;
        Created = created > 0 ? created : Created;
    }

    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="status">Its state.</param>
    /// <param name="finish">Why it ended, where it has.</param>
    /// <param name="items">Its items so far.</param>
    /// <param name="error">Why it failed; null where it did not.</param>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> status, FinishReason finish, IEnumerable<ResponsesItem> items, AnswerError? error = null)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, Created);
        json.WriteString("status"u8, status);
        json.WriteBoolean("background"u8, false);
        ResponsesErrors.Write(json, error);
        ResponsesStatus.WriteDetails(json, finish);
        json.WriteNull("instructions"u8);
        Nullable(json, "max_output_tokens"u8, target.Request.MaxOutputTokens);
        json.WriteString("model"u8, Model);
        json.WriteStartArray("output"u8);
        foreach (var item in items)
        {
            ResponsesOutputWriter.Whole(item, json);
        }

        json.WriteEndArray();
        Settings(json, target.Request);
        ResponsesUsage.Write(json, Usage);
        json.WriteNull("user"u8);
        json.WriteEndObject();
    }

    /// <summary>Writes the object as it is in the end, and has it kept where it is to be.</summary>
    public void WriteEnd(Utf8JsonWriter json, ReadOnlySpan<byte> status, FinishReason finish, IEnumerable<ResponsesItem> items, AnswerError? error)
    {
        if (target.Keeper is not { } keeper || error is not null)
        {
            Write(json, status, finish, items, error);
            return;
        }

        var whole = new ArrayBufferWriter<byte>();
        using (var kept = new Utf8JsonWriter(whole, JsonWriting.Options))
        {
            Write(kept, status, finish, items);
        }

        keeper.Keep(Id, whole.WrittenSpan);
        json.WriteRaw(whole.WrittenSpan);
    }

    private void Settings(Utf8JsonWriter json, Conversation request)
    {
        json.WriteBoolean("parallel_tool_calls"u8, request.ParallelToolCalls ?? true);
        json.WriteString("previous_response_id"u8, target.Previous);
        json.WriteStartObject("reasoning"u8);
        json.WriteString("effort"u8, request.Reasoning?.Effort);
        json.WriteString("summary"u8, request.Reasoning?.Summary);
        json.WriteEndObject();
        json.WriteString("service_tier"u8, ServiceTier ?? "default");
        json.WriteBoolean("store"u8, target.Keeper is not null);
        json.WriteNumber("temperature"u8, request.Temperature ?? 1.0);
        json.WriteStartObject("text"u8);
        json.WritePropertyName("format"u8);
        ResponsesText.Format(json, request.Output);
        json.WriteIf("verbosity"u8, request.Verbosity);
        json.WriteEndObject();
        json.WritePropertyName("tool_choice"u8);
        ResponsesToolWriter.Choice(request.ToolChoice ?? new ToolChoice(ToolMode.Auto), request, json);
        json.WriteStartArray("tools"u8);
        foreach (var tool in request.Tools)
        {
            if (tool.Kind != ToolKind.Opaque || tool.Dialect == ResponsesDialect.FormatName)
            {
                ResponsesToolWriter.Tool(tool, isOwn: false, json);
            }
        }

        json.WriteEndArray();
        json.WriteNumber("top_logprobs"u8, request.TopLogprobs ?? 0);
        json.WriteNumber("top_p"u8, request.TopP ?? 1.0);
        json.WriteString("truncation"u8, "disabled"u8);
        json.WritePropertyName("metadata"u8);
        json.WriteRaw(request.Metadata.IsEmpty ? "{}"u8 : request.Metadata.Span);
    }

    private static void Nullable(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
