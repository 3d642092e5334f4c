namespace Fairlead.Affinity;

/// <summary>LiteLLM's names for what ties requests.</summary>
internal static class AffinityNames
{
    public static readonly string[] All =
    [
        "prompt_caching", "prompt_prefix_affinity", "responses_api_deployment_check", "session_affinity", "deployment_affinity",
        "encrypted_content_affinity",
    ];

    /// <summary>What a list switches on; names of other checks are passed by.</summary>
    public static AffinityKinds Kinds(IReadOnlyList<string> names)
    {
        var kinds = AffinityKinds.None;
        foreach (var name in names)
        {
            kinds |= Kind(name);
        }

        return kinds;
    }

    private static AffinityKinds Kind(string name) => name switch
    {
        "prompt_caching" or "prompt_prefix_affinity" => AffinityKinds.Prefix,
        "responses_api_deployment_check" => AffinityKinds.Response,
        "session_affinity" => AffinityKinds.Session,
        "deployment_affinity" => AffinityKinds.Caller,
        "encrypted_content_affinity" => AffinityKinds.Sealed,
        _ => AffinityKinds.None,
    };
}
