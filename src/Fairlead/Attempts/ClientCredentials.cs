using Fairlead.Configuration;

namespace Fairlead.Attempts;

/// <summary>A caller's own credential and address, in place of the deployment's; used only by deployments that allow it.</summary>
/// <remarks>
/// Which may be given is said per deployment by <c>configurable_clientside_auth_params</c>. A base URL must be one the operator lists there:
/// a host of the caller's choosing is never dialled. What is learnt of such calls (breaker, averages, limits) is kept apart from the deployment's own
/// and from that of other callers.
/// </remarks>
public sealed record ClientCredentials
{
    /// <summary>The credential; null for the deployment's own.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>The base URL; null for the deployment's own.</summary>
    public string? ApiBase { get; init; }

    /// <summary>Neither is given.</summary>
    internal bool IsEmpty => ApiKey is null && ApiBase is null;

    /// <summary>Both; null when neither is given.</summary>
    internal static ClientCredentials? Of(Secret? apiKey, string? apiBase) =>
        apiKey is null && string.IsNullOrEmpty(apiBase) ? null : new ClientCredentials { ApiKey = apiKey, ApiBase = string.IsNullOrEmpty(apiBase) ? null : apiBase };

    /// <summary>The type's name: an address may hold a credential too.</summary>
    public override string ToString() => nameof(ClientCredentials);
}
