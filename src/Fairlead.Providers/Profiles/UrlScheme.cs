using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Where a deployment's endpoints are.</summary>
internal abstract class UrlScheme
{
    /// <summary>The address of an endpoint.</summary>
    /// <param name="model">The model's name upstream.</param>
    /// <param name="surface">The endpoint.</param>
    /// <param name="stream">Whether the answer is streamed: some vendors have an address of its own for that.</param>
    /// <returns>Null where the name cannot stand in the address, or the deployment has no such endpoint.</returns>
    public abstract Uri? For(string model, Surface surface, bool stream);

    /// <summary>A model's name as one segment of a path; null where it would climb out of it.</summary>
    protected static string? Segment(string model) => model.AsSpan().Trim('.').IsEmpty ? null : Uri.EscapeDataString(model);
}
