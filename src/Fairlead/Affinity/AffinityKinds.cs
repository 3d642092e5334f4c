namespace Fairlead.Affinity;

/// <summary>What may tie a request to the deployment that answered before.</summary>
[Flags]
internal enum AffinityKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The answer it continues: only the deployment that gave it knows it (<c>responses_api_deployment_check</c>).</summary>
    Response = 1,

    /// <summary>The session it belongs to (<c>session_affinity</c>).</summary>
    Session = 2,

    /// <summary>What its prompt begins with: the deployment that read that before may have it cached (<c>prompt_caching</c>, <c>prompt_prefix_affinity</c>).</summary>
    Prefix = 4,

    /// <summary>Who asks (<c>deployment_affinity</c>).</summary>
    Caller = 8,

    /// <summary>Thoughts it brings along that only the account which sealed them can read (<c>encrypted_content_affinity</c>).</summary>
    Sealed = 16,
}
