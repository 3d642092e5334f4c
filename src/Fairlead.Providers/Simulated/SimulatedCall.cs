using Fairlead.Providers.Http;

namespace Fairlead.Providers.Simulated;

/// <summary>One call to a simulated deployment.</summary>
/// <param name="Surface">The endpoint that is called.</param>
/// <param name="Model">The model that is asked for.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Stream">Whether the answer is streamed, where the address says it; the body counts too.</param>
internal readonly record struct SimulatedCall(Surface Surface, string Model, ReadOnlyMemory<byte> Body, bool Stream);
