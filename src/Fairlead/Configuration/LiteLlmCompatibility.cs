namespace Fairlead.Configuration;

/// <summary>Names of <c>litellm_compatibility</c>: behaviours of LiteLLM that Fairlead mends unless told to keep them.</summary>
internal static class LiteLlmCompatibility
{
    /// <summary>An <c>allowed_fails</c> of 3 says nothing: it is LiteLLM's own default, which stands for "not set".</summary>
    public const string AllowedFailsOfThreeIsUnset = "allowed_fails_3_is_unset";

    /// <summary>A request that no deployment answered is told its first failure, not the one it can do most about.</summary>
    public const string FirstError = "first_error";

    /// <summary>A deployment asked for by its id is asked although it rests.</summary>
    public const string IdsPassCooldowns = "ids_bypass_cooldown";

    /// <summary>A deployment alone in its group rests no sooner because the group has a fallback.</summary>
    public const string LoneDeploymentsStay = "lone_deployments_never_cool";

    /// <summary>In a group of several a deployment is asked again at once, whatever wait it asked for.</summary>
    public const string RetriesWithoutWait = "retry_without_wait";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [AllowedFailsOfThreeIsUnset, FirstError, IdsPassCooldowns, LoneDeploymentsStay, RetriesWithoutWait];

    /// <summary>Whether a behaviour is to be kept.</summary>
    public static bool Keeps(this RouterSettings router, string behaviour) => router.LiteLlmCompatibility.Contains(behaviour);
}
