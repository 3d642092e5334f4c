using Fairlead.Affinity;
using Fairlead.Configuration;
using Fairlead.PreRouting;

namespace Fairlead.Attempts;

/// <content>What few requests ask for: kept apart, so that the struct every request copies stays small.</content>
public readonly partial record struct RouteRequest
{
    /// <summary>Time of each attempt up to the first content of a stream, instead of the configured one.</summary>
    public TimeSpan? StreamTimeout
    {
        get => _rare?.StreamTimeout;
        init => _rare = value is null && _rare is null ? null : Rare with { StreamTimeout = value };
    }

    /// <summary>Time of the whole request up to the first content, waits included; null for the configured one.</summary>
    public TimeSpan? Deadline
    {
        get => _rare?.Deadline;
        init => _rare = value is null && _rare is null ? null : Rare with { Deadline = value };
    }

    /// <summary>What is to be pretended instead of called; null, the default, for nothing.</summary>
    public RequestMock? Mock
    {
        get => _rare?.Mock;
        init => _rare = value is null && _rare is null ? null : Rare with { Mock = value };
    }

    /// <summary>Fallbacks for a prompt that is too long, by group, instead of all configured ones; a group without an entry has none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>>? ContextWindowFallbacks
    {
        get => _rare?.ContextWindowFallbacks;
        init => _rare = value is null && _rare is null ? null : Rare with { ContextWindowFallbacks = value };
    }

    /// <summary>The same for a prompt that a content filter refused.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>>? ContentPolicyFallbacks
    {
        get => _rare?.ContentPolicyFallbacks;
        init => _rare = value is null && _rare is null ? null : Rare with { ContentPolicyFallbacks = value };
    }

    /// <summary>Its place among those who wait for one: the lower, the sooner. Null: the router's <c>default_priority</c>. Set, it waits even where the router has no queue.</summary>
    public int? Priority
    {
        get => _rare?.Priority;
        init => _rare = value is null && _rare is null ? null : Rare with { Priority = value };
    }

    /// <summary>What may tie it to the deployment that answered before; null for nothing.</summary>
    public RequestAffinity? Affinity
    {
        get => _rare?.Affinity;
        init => _rare = value is null && _rare is null ? null : Rare with { Affinity = value };
    }

    /// <summary>The caller's own credential or address; null for the deployments' own.</summary>
    public ClientCredentials? Credentials
    {
        get => _rare?.Credentials;
        init => _rare = value is null && _rare is null ? null : Rare with { Credentials = value };
    }

    /// <summary>What the auto router asked for chose (<see cref="Router.PreRoute"/>); null where none is asked for, and for its default model.</summary>
    public PreRoute? PreRoute
    {
        get => _rare?.PreRoute;
        init => _rare = value is null && _rare is null ? null : Rare with { PreRoute = value };
    }

    /// <summary><see cref="Model"/> is a deployment's id or its provider model string, even where a group has that name.</summary>
    public bool SpecificDeployment
    {
        get => _rare is { SpecificDeployment: true };
        init => _rare = !value && _rare is null ? null : Rare with { SpecificDeployment = value };
    }

    /// <summary>The provider whose own API is called: any of its deployments that may be used so answers, whatever model it is configured for. Null for requests that are routed by model.</summary>
    internal string? Provider
    {
        get => _rare?.Provider;
        init => _rare = value is null && _rare is null ? null : Rare with { Provider = value };
    }

    /// <summary>It is another request's mirror: it waits for no place, and is not mirrored itself.</summary>
    internal bool IsMirror
    {
        get => _rare is { IsMirror: true };
        init => _rare = !value && _rare is null ? null : Rare with { IsMirror = value };
    }

    /// <summary>Nothing is asked of deployments but room.</summary>
    internal bool IsPlain
    {
        get
        {
            // Set and unset again: a request with rare wishes, none of which is set. When it must be answered is for the queue to see to, and so is whose share it takes.
            var plain = _rare is null ? new RouteRequest("") : new RouteRequest("") { Priority = 0 } with { Priority = null };
            var own = this with { Model = "", Stream = false, InputTokens = 0, MaxOutputTokens = null, Trace = false, NotesChances = false, Priority = null, Deadline = null };
            return own with { Caller = own.Caller is { IsOnlyKey: true } ? null : own.Caller } == plain;
        }
    }

    private RareWishes Rare => _rare ?? RareWishes.None;

    private sealed record RareWishes
    {
        public static readonly RareWishes None = new();

        public TimeSpan? StreamTimeout { get; init; }

        public TimeSpan? Deadline { get; init; }

        public RequestMock? Mock { get; init; }

        public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>>? ContextWindowFallbacks { get; init; }

        public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>>? ContentPolicyFallbacks { get; init; }

        public int? Priority { get; init; }

        public RequestAffinity? Affinity { get; init; }

        public ClientCredentials? Credentials { get; init; }

        public PreRoute? PreRoute { get; init; }

        public bool SpecificDeployment { get; init; }

        public string? Provider { get; init; }

        public bool IsMirror { get; init; }
    }
}
