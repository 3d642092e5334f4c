using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Chat;

/// <summary>Signed state within Microsoft.Extensions.AI's contents, which have one text for it: whose it is stands before a colon.</summary>
internal static class ProtectedState
{
    /// <summary>The additional property of a call that holds its signature.</summary>
    public const string Key = "fairlead.signature";

    private const string Hidden = "redacted:";

    public static string? Write(SignedState state, bool hidden) =>
        state.IsPresent ? $"{(hidden ? Hidden : "")}{state.By}:{state.Value}" : null;

    public static SignedState Read(string? text)
    {
        text = IsHidden(text) ? text![Hidden.Length..] : text;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0 && Enum.TryParse<SignedBy>(text.AsSpan(0, colon), out var by) ? new SignedState(by, Utf8Text.Of(text![(colon + 1)..])) : SignedState.None;
    }

    /// <summary>Whether the thought itself is hidden in it.</summary>
    public static bool IsHidden(string? text) => text?.StartsWith(Hidden, StringComparison.Ordinal) ?? false;
}
