namespace Fairlead.State;

/// <content>What checks beside the requests have found.</content>
internal sealed partial class DeploymentState
{
    private volatile HealthRecord? _health;

    /// <summary>What the last check found; null before the first.</summary>
    public HealthRecord? Health
    {
        get => _health;
        set => _health = value;
    }
}
