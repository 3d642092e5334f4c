namespace Fairlead.Providers.Translation;

/// <summary>Whose signature it is: nobody else can read it.</summary>
internal enum SignedBy
{
    /// <summary>Nobody's.</summary>
    None,

    /// <summary>Anthropic's, on whichever platform serves Claude: signatures are valid across platforms.</summary>
    Anthropic,

    /// <summary>Google's thought signature.</summary>
    Google,

    /// <summary>OpenAI's encrypted reasoning.</summary>
    OpenAI,

    /// <summary>A model on Bedrock that is not Anthropic's.</summary>
    Amazon,

    /// <summary>OpenRouter's <c>reasoning_details</c>, as JSON.</summary>
    OpenRouter,
}

/// <summary>State that a vendor signed or encrypted, and wants back unchanged on the next turn.</summary>
/// <param name="By">Whose it is.</param>
/// <param name="Value">The signature as it came.</param>
internal readonly record struct SignedState(SignedBy By, Utf8Text Value)
{
    /// <summary>No state.</summary>
    public static SignedState None => default;

    /// <summary>Whether there is any.</summary>
    public bool IsPresent => By != SignedBy.None && !Value.IsEmpty;

    /// <summary>Whether it can be sent to this vendor.</summary>
    public bool IsFor(SignedBy vendor) => By == vendor && IsPresent;
}
