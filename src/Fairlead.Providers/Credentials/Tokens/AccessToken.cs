using Fairlead.Configuration;

namespace Fairlead.Providers.Credentials.Tokens;

/// <summary>A bearer token that ends.</summary>
/// <param name="Value">The token.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record AccessToken(Secret Value, DateTimeOffset Expires);

/// <summary>A token, or why there is none.</summary>
/// <param name="Token">The token; null where there is none.</param>
/// <param name="Problem">Why, for the operator; null where there is one.</param>
internal readonly record struct TokenFound(AccessToken? Token, string? Problem)
{
    public static TokenFound Failed(string problem) => new(null, problem);
}
