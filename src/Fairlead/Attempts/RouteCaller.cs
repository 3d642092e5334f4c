using Fairlead.Model;

namespace Fairlead.Attempts;

/// <summary>Who asks, as far as routing goes by it. To be filled by whoever knows the caller, never from what a caller says of themselves.</summary>
/// <remarks>Immutable and thread-safe. Keep one and use it for every request of the same caller: what it means is worked out once for a generation of the configuration.</remarks>
public sealed class RouteCaller
{
    private volatile CallerPolicy? _policy;

    /// <summary>The caller's team; null, the default, for none. Deployments with a <c>team_id</c> serve their own team alone.</summary>
    public string? Team { get; init; }

    /// <summary>
    /// Whose share of a queue its requests take, by an opaque name such as a hash of an API key; null, the default, for the team's, and without one for that of everybody of whom nothing is
    /// known. Of those equally urgent one of each is served in turn.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// The only models the caller may use, fallbacks included: names of groups and aliases, names with <c>*</c>, deployment ids and access groups
    /// (<c>model_info.access_groups</c>). Null, the default, means any; an empty list, none.
    /// </summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The client's <c>User-Agent</c>, for <c>tag_regex</c>; null, the default, for none. The one thing here that a client may say.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Nothing is known of the caller but whose share its requests take.</summary>
    internal bool IsOnlyKey => Team is null && Models is null && UserAgent is null;

    /// <summary>What the caller may use in a generation.</summary>
    internal CallerPolicy In(RoutingModel model) => _policy is { } known && known.Model == model ? known : _policy = new CallerPolicy(this, model);
}
