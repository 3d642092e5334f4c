namespace Fairlead.Providers.Translation;

/// <summary>One message. A turn of <see cref="Role.Tool"/> holds the results of all calls of the turn before it.</summary>
internal sealed class Turn(Role role)
{
    /// <summary>Who speaks.</summary>
    public Role Role { get; } = role;

    /// <summary>What is said, in order.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>The speaker's name, where several share a role; null for none.</summary>
    public string? Name { get; init; }
}
