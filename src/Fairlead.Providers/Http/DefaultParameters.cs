using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Http;

/// <summary>
/// Body parameters a deployment brings along (<c>litellm_params.temperature</c> …): put into a request that does not set them itself.
/// </summary>
internal sealed class DefaultParameters
{
    // LiteLLM's keys that steer the call and are no part of any body; from its documented litellm_params.
    private static readonly FrozenSet<string> NotForTheBody = new[]
    {
        "model", "api_key", "api_base", "base_url", "api_version", "api_type", "custom_llm_provider", "organization", "project_id",
        "rpm", "tpm", "itpm", "otpm", "weight", "order", "max_parallel_requests", "timeout", "request_timeout", "stream_timeout",
        "max_retries", "num_retries", "cooldown_time", "tags", "tag_regex", "max_budget", "budget_duration", "region_name",
        "input_cost_per_token", "output_cost_per_token", "input_cost_per_second", "output_cost_per_second", "base_model",
        "input_cost_per_character", "input_cost_per_image", "output_cost_per_image", "input_cost_per_pixel", "output_cost_per_pixel", "input_cost_per_query",
        "mock_response", "mock_timeout", "silent_model", "use_in_pass_through", "use_litellm_proxy", "configurable_clientside_auth_params",
        "drop_params", "additional_drop_params", "allowed_openai_params", "merge_reasoning_content_in_choices", "model_info", "metadata",
        "litellm_metadata", "litellm_trace_id", "litellm_call_id", "litellm_credential_name", "litellm_system_prompt", "extra_headers",
        "headers", "extra_body", "default_headers", "default_query", "caching", "cache", "cache_control_injection_points", "cooldown",
        "fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "allowed_fails", "allowed_fails_policy", "retry_policy",
        "auto_router_config", "auto_router_config_path", "auto_router_default_model", "auto_router_embedding_model",
        "complexity_router_config", "adaptive_router_config", "guardrails", "prompt_id", "prompt_variables", "custom_prompt_dict",
        "roles", "initial_prompt_value", "final_prompt_value", "bos_token", "eos_token", "hf_model_name", "preset_cache_key",
        "force_timeout", "logger_fn", "verbose", "no-log", "ssl_verify", "ssl_certificate", "client", "acompletion", "max_file_size_mb",
        "tenant_id", "client_id", "capacity", "stream", "messages", "prompt", "input", "vector_store_ids", "enable_json_schema_validation",
    }.ToFrozenSet(StringComparer.Ordinal);

    // OpenAI's words that Anthropic has too, and means the same by.
    private static readonly FrozenSet<string> AlsoAnthropic = new[] { "max_tokens", "temperature", "top_p", "top_k", "thinking" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly byte[][] _names;
    private readonly byte[][] _members;
    private readonly Conversation? _conversation;
    private readonly EmbeddingRequest? _embedding;

    private DefaultParameters(byte[][] names, byte[][] members)
    {
        _names = names;
        _members = members;
        _conversation = DefaultConversation.Read(members);
        _embedding = DefaultEmbedding.Read(members);
    }

    /// <summary>The same for a request of OpenAI's Responses API that is relayed; null where none of them has a place there.</summary>
    public DefaultParameters? ForResponses { get; private init; }

    /// <summary>The parameters of a deployment; null when it has none, as most.</summary>
    public static DefaultParameters? From(DeploymentParams parameters)
    {
        var names = new List<byte[]>();
        var members = new List<byte[]>();
        foreach (var (name, value) in parameters.Extra)
        {
            if (name == "extra_body" && value.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in value.EnumerateObject())
                {
                    Add(member.Name, member.Value);
                }
            }
            else if (!NotForTheBody.Contains(name) && !IsCredential(name))
            {
                Add(name, value);
            }
        }

        return names.Count == 0 ? null : new DefaultParameters([.. names], [.. members]) { ForResponses = OfResponses(names, members) };

        void Add(string name, JsonElement value)
        {
            if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                return;
            }

            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartObject();
                writer.WritePropertyName(name);
                value.WriteTo(writer);
                writer.WriteEndObject();
            }

            // Without the braces, with the comma that joins it to the body's own first member.
            var member = buffer.WrittenSpan[1..].ToArray();
            member[^1] = (byte)',';
            names.Add(Encoding.UTF8.GetBytes(name));
            members.Add(member);
        }
    }

    /// <summary>Whether they can be put into a body of an endpoint as they are: they are in OpenAI's words.</summary>
    public bool Fit(Surface surface) => surface switch
    {
        Surface.Messages => Array.TrueForAll(_names, static name => AlsoAnthropic.Contains(Encoding.UTF8.GetString(name))),
        Surface.GenerateContent or Surface.Converse or Surface.OllamaChat or Surface.CohereChat => false,
        _ => true,
    };

    private static DefaultParameters? OfResponses(List<byte[]> names, List<byte[]> members)
    {
        var theirs = ResponsesDefaults.Of(names, members);
        return theirs.Count == 0 ? null : new DefaultParameters([.. theirs.Select(static each => Encoding.UTF8.GetBytes(each.Name))], [.. theirs.Select(static each => each.Member)]);
    }

    /// <summary>The members to put in front of the body: those it does not have. Each ends in a comma.</summary>
    /// <param name="body">The request; when it is not an object, nothing is added and the upstream judges it.</param>
    public ReadOnlyMemory<byte> MissingFrom(ReadOnlySpan<byte> body)
    {
        Span<bool> present = stackalloc bool[64];
        present = _names.Length <= 64 ? present[.._names.Length] : new bool[_names.Length];
        present.Clear();
        if (!MarkPresent(body, present))
        {
            return default;
        }

        var size = 0;
        for (var i = 0; i < _members.Length; i++)
        {
            size += present[i] ? 0 : _members[i].Length;
        }

        if (size == 0)
        {
            return default;
        }

        var missing = new byte[size];
        var at = 0;
        for (var i = 0; i < _members.Length; i++)
        {
            if (!present[i])
            {
                _members[i].CopyTo(missing, at);
                at += _members[i].Length;
            }
        }

        return missing;
    }

    /// <summary>The same conversation with what it does not say itself; for formats whose body is not the client's.</summary>
    public Conversation Complete(Conversation conversation) => _conversation is null ? conversation : DefaultConversation.Fill(conversation, _conversation);

    /// <inheritdoc cref="Complete(Conversation)"/>
    public EmbeddingRequest Complete(EmbeddingRequest request) => _embedding is null ? request : DefaultEmbedding.Fill(request, _embedding);

    private bool MarkPresent(ReadOnlySpan<byte> body, Span<bool> present)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            var any = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                any = true;
                for (var i = 0; i < _names.Length; i++)
                {
                    present[i] |= reader.ValueTextEquals(_names[i]);
                }

                reader.Read();
                reader.Skip();
            }

            // An empty object has no member for the last comma to join; it is refused upstream anyway.
            return any;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A credential written beside the parameters (aws_…, vertex_…, anything named key, token or secret) must never reach a body.
    private static bool IsCredential(string name) =>
        name.StartsWith("aws_", StringComparison.Ordinal)
        || name.StartsWith("azure_", StringComparison.Ordinal)
        || name.StartsWith("vertex_", StringComparison.Ordinal)
        || name.StartsWith("watsonx_", StringComparison.Ordinal)
        || name.StartsWith("s3_", StringComparison.Ordinal)
        || name.StartsWith("gcs_", StringComparison.Ordinal)
        || name.EndsWith("_key", StringComparison.Ordinal) && name != "prompt_cache_key"
        || name.EndsWith("_token", StringComparison.Ordinal)
        || name.Contains("secret", StringComparison.Ordinal)
        || name.Contains("password", StringComparison.Ordinal)
        || name.Contains("credential", StringComparison.Ordinal);
}
