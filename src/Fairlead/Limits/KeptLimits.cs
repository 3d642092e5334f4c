namespace Fairlead.Limits;

/// <summary>Which of the limits of a minute that deployments have are kept.</summary>
internal enum KeptLimits
{
    /// <summary>None: they are weights, or are only told.</summary>
    None = 0,

    /// <summary><c>rpm</c> alone: LiteLLM's check before a call looks at nothing else.</summary>
    Requests,

    /// <summary>All.</summary>
    All,
}
