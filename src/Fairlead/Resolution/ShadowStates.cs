using Fairlead.State;

namespace Fairlead.Resolution;

/// <summary>What is learnt of deployments that callers make (by credentials of their own, or by naming a model nobody configured), by id. Outlives generations of the configuration.</summary>
internal sealed class ShadowStates(Clock clock)
{
    /// <summary>Most pairs of caller and deployment known at once: a state is some 2 KB, so 8 MB at worst.</summary>
    public const int Most = 4096;

    /// <summary>A caller unheard of for so long starts anew: far beyond any rest (a minute) and any half-life (ten seconds).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly IdleCache<DeploymentState> _states = new(Most, clock.Ticks(Patience));

    public Clock Clock => clock;

    public int Count => _states.Count;

    /// <summary>Notes that a state is still in use.</summary>
    public void Touch(string id) => Of(id);

    /// <summary>The state of a shadow: one that joins a running router, so that it starts slowly.</summary>
    public DeploymentState Of(string id) => _states.Get(id, clock.Now, clock, static clock => new DeploymentState(clock.Now));
}
