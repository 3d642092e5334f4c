namespace Fairlead.Configuration.Binding;

/// <summary>One kind of map in a configuration: the keys it may hold.</summary>
/// <param name="Name">Its name as people know it.</param>
/// <param name="Used">Keys Fairlead acts on.</param>
/// <param name="Unused">Keys LiteLLM knows and Fairlead does not act on; reported as such rather than as unknown.</param>
internal sealed record ConfigSection(string Name, string[] Used, string[] Unused)
{
    /// <summary>Keys that are passed to the provider as they are: right in their place, and so no slips of the pen.</summary>
    public string[] PassedOn { get; init; } = [];

    /// <summary>Every key that is no slip of the pen.</summary>
    public IEnumerable<string> Known => [.. Used, .. Unused, .. PassedOn];
}
