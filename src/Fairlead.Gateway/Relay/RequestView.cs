using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.PreRouting;

namespace Fairlead.Gateway.Relay;

/// <summary>What routing needs to know of a request body, found in one pass over its bytes. Reused from request to request.</summary>
internal sealed class RequestView
{
    private readonly List<(int Start, int End)> _cuts = [];

    /// <summary>The model asked for, unescaped; null where the body names none.</summary>
    public string? Model { get; set; }

    /// <summary>Where the model's value starts in the body, quote included.</summary>
    public int ModelStart { get; set; }

    /// <summary>Length of the model's value, quotes included.</summary>
    public int ModelLength { get; set; }

    public bool Stream { get; set; }

    /// <summary><c>stream_options.include_usage</c>.</summary>
    public bool IncludeUsage { get; set; }

    /// <summary><c>max_completion_tokens</c> or <c>max_tokens</c>, the greater.</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>It says so by its older name, <c>max_tokens</c>, which some models refuse.</summary>
    public bool HasMaxTokens { get; set; }

    /// <summary><c>drop_params</c>; null where the request does not say.</summary>
    public bool? DropParams { get; set; }

    /// <summary><c>additional_drop_params</c>: members that are sent to nobody.</summary>
    public List<string>? Dropped { get; set; }

    public List<FallbackTarget>? Fallbacks { get; set; }

    /// <summary><c>context_window_fallbacks</c>, by group.</summary>
    public Dictionary<string, IReadOnlyList<FallbackTarget>>? ContextWindowFallbacks { get; set; }

    /// <summary><c>content_policy_fallbacks</c>, by group.</summary>
    public Dictionary<string, IReadOnlyList<FallbackTarget>>? ContentPolicyFallbacks { get; set; }

    public bool DisableFallbacks;

    /// <summary>The client wants to know what failed on the way (<c>include_fallback_errors</c>).</summary>
    public bool FallbackErrors;

    /// <summary>What the request asks to be pretended; null for nothing.</summary>
    public RequestMock? Mock { get; set; }

    public int? NumRetries { get; set; }

    /// <summary>Place among those who wait.</summary>
    public int? Priority { get; set; }

    /// <summary><c>timeout</c>: of each attempt.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary><c>request_timeout</c>, which <see cref="Timeout"/> comes before.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    public TimeSpan? StreamTimeout { get; set; }

    /// <summary>Of the whole request: how long the client says it waits.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>The request sets a time of its own.</summary>
    public bool SetsTime => (Timeout ?? RequestTimeout ?? StreamTimeout ?? Deadline) is not null;

    public List<string>? Tags { get; set; }

    /// <summary>The caller's own credential for the upstream.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>The caller's own base URL.</summary>
    public string? ApiBase;

    /// <summary><c>allowed_model_region</c>: the only region that may answer.</summary>
    public string? Region;

    public bool SpecificDeployment { get; set; }

    /// <summary>The model is a list, and whoever of it begins to answer first is wanted.</summary>
    public bool FastestResponse;

    /// <summary>Whether the client asks for hedges, or declines them; null where it says nothing.</summary>
    public bool? Hedge { get; set; }

    /// <summary><c>litellm_session_id</c>, else <c>metadata.session_id</c>.</summary>
    public string? SessionId { get; set; }

    /// <summary>The answer it continues, which its provider keeps; null for none.</summary>
    public string? PreviousResponse { get; set; }

    /// <summary>What the auto router asked for chose.</summary>
    public PreRoute? PreRoute { get; set; }

    /// <summary>What it asks of a model beyond text.</summary>
    public RequestNeeds Needs { get; set; }

    /// <summary>The caller's team, as the request says; counts only where who sent it may say so.</summary>
    public string? Team { get; set; }

    /// <summary>Whose share of a queue it takes; the same holds of it.</summary>
    public string? Key { get; set; }

    /// <summary>The only models the caller may use; the same holds of it.</summary>
    public List<string>? Models { get; set; }

    /// <summary>Who asks, of what may be believed; null where nothing of it matters.</summary>
    public RouteCaller? Caller { get; set; }

    /// <summary>Estimated input tokens: a quarter of the bytes, without those of pictures and sound.</summary>
    public int InputTokens { get; set; }

    /// <summary>Where in the body the model's value stands.</summary>
    public Range ModelSpan => new(ModelStart, ModelStart + ModelLength);

    public void Reset()
    {
        _cuts.Clear();
        Model = null;
        ModelStart = ModelLength = InputTokens = 0;
        ApiKey = null;
        ApiBase = Region = null;
        PreRoute = null;
        Stream = IncludeUsage = DisableFallbacks = FallbackErrors = SpecificDeployment = false;
        MaxOutputTokens = NumRetries = Priority = null;
        HasMaxTokens = false;
        DropParams = null;
        Dropped = null;
        Fallbacks = null;
        ContextWindowFallbacks = ContentPolicyFallbacks = null;
        Tags = Models = null;
        Needs = RequestNeeds.None;
        Team = Key = null;
        Mock = null;
        Hedge = null;
        FastestResponse = false;
        SessionId = PreviousResponse = null;
        Timeout = RequestTimeout = StreamTimeout = Deadline = null;
    }

    /// <summary>Marks bytes that the upstream must not see. Cuts come in the order of the body.</summary>
    public void Cut(int start, int end)
    {
        // The last member of an object takes the comma before it along, which may lie in or before cuts already made.
        while (_cuts.Count > 0 && _cuts[^1].Start >= start)
        {
            _cuts.RemoveAt(_cuts.Count - 1);
        }

        _cuts.Add((start, end));
    }

    /// <summary>Takes the cuts out of the body in place, and moves the model's place along.</summary>
    /// <returns>The body's new length.</returns>
    public int ApplyCuts(Span<byte> body)
    {
        if (_cuts.Count == 0)
        {
            return body.Length;
        }

        var (to, from, modelStart) = (0, 0, ModelStart);
        foreach (var (start, end) in _cuts)
        {
            body[from..start].CopyTo(body[to..]);
            to += start - from;
            from = end;
            if (end <= modelStart)
            {
                ModelStart -= end - start;
            }
        }

        body[from..].CopyTo(body[to..]);
        return to + body.Length - from;
    }

    public RouteRequest ToRouteRequest(bool trace) => new(Model!)
    {
        Stream = Stream,
        InputTokens = InputTokens,
        MaxOutputTokens = MaxOutputTokens,
        Fallbacks = Fallbacks,
        ContextWindowFallbacks = ContextWindowFallbacks,
        ContentPolicyFallbacks = ContentPolicyFallbacks,
        DisableFallbacks = DisableFallbacks,
        NumRetries = NumRetries,
        Priority = Priority,
        Timeout = Timeout ?? RequestTimeout ?? Deadline,
        StreamTimeout = StreamTimeout,
        Deadline = Deadline,
        Mock = Mock,
        Tags = Tags,
        Region = Region,
        Credentials = ClientCredentials.Of(ApiKey, ApiBase),
        SpecificDeployment = SpecificDeployment,
        Hedge = Hedge,
        Needs = Needs,
        Caller = Caller,
        PreRoute = PreRoute,
        Trace = trace,
    };
}
