using Fairlead.Configuration;

namespace Fairlead.Providers.Credentials.Tokens;

/// <summary>A bearer token that ends.</summary>
/// <param name="Value">The token.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record AccessToken(Secret Value, DateTimeOffset Expires) : ICredential
{
    DateTimeOffset? ICredential.Ends => Expires;

    bool ICredential.Is(string mark) => Value.Reveal() == mark;
}
