using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>A baseline's way of choosing. Retries, rests and fallbacks are the same for all: <see cref="BaselinePolicy"/>.</summary>
internal abstract class Chooser
{
    /// <summary>Chooses among those who may be asked.</summary>
    /// <param name="group">Every deployment of the group, resting ones too.</param>
    /// <param name="open">Those who may be asked; never empty.</param>
    /// <param name="stream">Whether the answer is streamed.</param>
    public abstract int Choose(IReadOnlyList<int> group, IReadOnlyList<int> open, bool stream);

    /// <summary>A call begins.</summary>
    public virtual void Begins(int deployment)
    {
    }

    /// <summary>A call ended, in any way but that its caller left.</summary>
    public virtual void Ends(int deployment, in AttemptReport report)
    {
    }

    /// <summary>A call's caller left.</summary>
    public virtual void Leaves(int deployment)
    {
    }
}
