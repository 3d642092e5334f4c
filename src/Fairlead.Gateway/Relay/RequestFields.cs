using System.Text.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>The members of a request body that the gateway reads.</summary>
internal enum RequestField
{
    /// <summary>The upstream's business: passed on unread.</summary>
    Other,
    Model,
    Stream,
    StreamOptions,
    MaxTokens,
    MaxCompletionTokens,

    // What a request needs of a model is noticed in these while they are jumped over.
    Messages,
    Tools,
    ResponseFormat,
    Modalities,
    WebSearchOptions,
    Metadata,
    PreviousResponse,

    // From here on: LiteLLM's own fields. OpenAI refuses a request that holds them, so they are taken out.
    Fallbacks,
    ContextWindowFallbacks,
    ContentPolicyFallbacks,
    NumRetries,
    Priority,
    Timeout,
    RequestTimeout,
    StreamTimeout,
    DisableFallbacks,
    Tags,
    MockResponse,
    MockTimeout,
    MockFallbacks,
    MockContextFallbacks,
    MockContentPolicyFallbacks,
    MockRateLimit,
    ApiKey,
    ApiBase,
    Region,
    SpecificDeployment,
    SessionId,
    LitellmMetadata,
    FallbackErrors,
    FastestResponse,
    DropParams,
    AdditionalDropParams,

    /// <summary>LiteLLM's own, taken out without being read.</summary>
    Dropped,
}

/// <summary>The names of the fields, as clients of OpenAI and LiteLLM spell them.</summary>
internal static class RequestFields
{
    private static readonly (byte[] Name, RequestField Field)[] Table =
    [
        ("model"u8.ToArray(), RequestField.Model),
        ("stream"u8.ToArray(), RequestField.Stream),
        ("stream_options"u8.ToArray(), RequestField.StreamOptions),
        ("max_tokens"u8.ToArray(), RequestField.MaxTokens),
        ("max_completion_tokens"u8.ToArray(), RequestField.MaxCompletionTokens),
        ("max_output_tokens"u8.ToArray(), RequestField.MaxCompletionTokens),
        ("messages"u8.ToArray(), RequestField.Messages),
        ("contents"u8.ToArray(), RequestField.Messages),
        ("input"u8.ToArray(), RequestField.Messages),
        ("tools"u8.ToArray(), RequestField.Tools),
        ("functions"u8.ToArray(), RequestField.Tools),
        ("response_format"u8.ToArray(), RequestField.ResponseFormat),
        ("text"u8.ToArray(), RequestField.ResponseFormat),
        ("modalities"u8.ToArray(), RequestField.Modalities),
        ("web_search_options"u8.ToArray(), RequestField.WebSearchOptions),
        ("metadata"u8.ToArray(), RequestField.Metadata),
        ("previous_response_id"u8.ToArray(), RequestField.PreviousResponse),
        ("fallbacks"u8.ToArray(), RequestField.Fallbacks),
        ("context_window_fallbacks"u8.ToArray(), RequestField.ContextWindowFallbacks),
        ("content_policy_fallbacks"u8.ToArray(), RequestField.ContentPolicyFallbacks),
        ("priority"u8.ToArray(), RequestField.Priority),
        ("num_retries"u8.ToArray(), RequestField.NumRetries),
        ("timeout"u8.ToArray(), RequestField.Timeout),
        ("request_timeout"u8.ToArray(), RequestField.RequestTimeout),
        ("stream_timeout"u8.ToArray(), RequestField.StreamTimeout),
        ("disable_fallbacks"u8.ToArray(), RequestField.DisableFallbacks),
        ("tags"u8.ToArray(), RequestField.Tags),
        ("fastest_response"u8.ToArray(), RequestField.FastestResponse),
        ("mock_response"u8.ToArray(), RequestField.MockResponse),
        ("mock_timeout"u8.ToArray(), RequestField.MockTimeout),
        ("mock_testing_fallbacks"u8.ToArray(), RequestField.MockFallbacks),
        ("mock_testing_context_fallbacks"u8.ToArray(), RequestField.MockContextFallbacks),
        ("mock_testing_content_policy_fallbacks"u8.ToArray(), RequestField.MockContentPolicyFallbacks),
        ("mock_testing_rate_limit_error"u8.ToArray(), RequestField.MockRateLimit),
        ("api_key"u8.ToArray(), RequestField.ApiKey),
        ("api_base"u8.ToArray(), RequestField.ApiBase),
        ("base_url"u8.ToArray(), RequestField.ApiBase),
        ("allowed_model_region"u8.ToArray(), RequestField.Region),
        ("specific_deployment"u8.ToArray(), RequestField.SpecificDeployment),
        ("litellm_metadata"u8.ToArray(), RequestField.LitellmMetadata),
        ("include_fallback_errors"u8.ToArray(), RequestField.FallbackErrors),
        ("drop_params"u8.ToArray(), RequestField.DropParams),
        ("additional_drop_params"u8.ToArray(), RequestField.AdditionalDropParams),
        ("allowed_openai_params"u8.ToArray(), RequestField.Dropped),
        ("litellm_trace_id"u8.ToArray(), RequestField.Dropped),
        ("litellm_session_id"u8.ToArray(), RequestField.SessionId),
        ("litellm_call_id"u8.ToArray(), RequestField.Dropped),
    ];

    private const int ShortestName = 4;
    private const int LongestName = 37;

    /// <summary>Which field a property name is. Escapes count as what they stand for, so that no spelling slips past.</summary>
    public static RequestField Identify(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return Of(raw);
        }

        foreach (var (name, field) in Table)
        {
            if (reader.ValueTextEquals(name))
            {
                return field;
            }
        }

        return RequestField.Other;
    }

    /// <summary>Which field a name is.</summary>
    public static RequestField Of(ReadOnlySpan<byte> name)
    {
        if (name.Length is < ShortestName or > LongestName)
        {
            return RequestField.Other;
        }

        foreach (var (known, field) in Table)
        {
            if (known.Length == name.Length && name.SequenceEqual(known))
            {
                return field;
            }
        }

        return RequestField.Other;
    }
}
