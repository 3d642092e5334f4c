namespace Fairlead.Providers.Credentials;

/// <summary>A credential that is kept while it is good.</summary>
internal interface ICredential
{
    /// <summary>When it ends; null where nobody said.</summary>
    DateTimeOffset? Ends { get; }

    /// <summary>Whether a call that was refused carried it.</summary>
    /// <param name="mark">What of it stands in the call: a key's id, or the token.</param>
    bool Is(string mark);
}
