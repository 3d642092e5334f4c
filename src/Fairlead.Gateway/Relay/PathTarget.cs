using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Relay;

/// <summary>What a request's path says of it.</summary>
/// <param name="Model">The model; null where the body names it.</param>
/// <param name="Stream">Whether the answer is streamed; null where the body says it.</param>
/// <param name="Dialect">The client's format where the path tells it closer than the endpoint does; null where it does not.</param>
internal readonly record struct PathTarget(string? Model, bool? Stream = null, Dialect? Dialect = null);
