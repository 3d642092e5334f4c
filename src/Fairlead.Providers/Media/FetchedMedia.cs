using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Media;

/// <summary>Media that were fetched from their address, or why not.</summary>
/// <param name="MediaType">Their media type.</param>
/// <param name="Base64">Their bytes in base64.</param>
/// <param name="Failure">Why they were not fetched, in words for the client; null when they were.</param>
internal readonly record struct FetchedMedia(string MediaType, Utf8Text Base64, string? Failure)
{
    /// <summary>One that was not fetched.</summary>
    public static FetchedMedia Failed(string why) => new("", default, why);
}
