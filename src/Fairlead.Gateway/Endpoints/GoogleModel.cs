using System.Text.Json.Serialization;

namespace Fairlead.Gateway.Endpoints;

/// <summary>A model in Google's form.</summary>
/// <param name="Name">Its name, with <c>models/</c> before it.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Methods">What may be asked of it.</param>
internal sealed record GoogleModel(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("displayName")] string DisplayName,
    [property: JsonPropertyName("supportedGenerationMethods")] string[] Methods);

/// <summary>A list of them.</summary>
/// <param name="Models">The models.</param>
internal sealed record GoogleModelList([property: JsonPropertyName("models")] GoogleModel[] Models);

/// <summary>A prompt's tokens in Google's form.</summary>
/// <param name="Total">How many.</param>
internal sealed record GoogleTokenCount([property: JsonPropertyName("totalTokens")] int Total);
