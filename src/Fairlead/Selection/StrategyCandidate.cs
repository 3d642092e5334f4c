using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>A deployment that may answer a request, as a strategy of one's own sees it.</summary>
public readonly struct StrategyCandidate
{
    private readonly DeploymentState _state;
    private readonly StrategyContext _context;

    internal StrategyCandidate(Deployment deployment, int member, DeploymentState state, StrategyContext context)
    {
        Deployment = deployment;
        Member = member;
        _state = state;
        _context = context;
    }

    /// <summary>The deployment, with what a person wrote of it in <see cref="Deployment.Config"/>.</summary>
    public Deployment Deployment { get; }

    /// <summary>Calls under way.</summary>
    public int InFlight => _state.InFlight;

    /// <summary>Average time to the first token in seconds, recent answers weighing most; 0 before the first. Takes a lock for some nanoseconds.</summary>
    public double SecondsToFirstToken => _state.Latency(_context.Clock.Now, _context.HalfLife).FirstToken;

    /// <summary>Average time per output token after the first in seconds; 0 before the first that told. Takes a lock for some nanoseconds.</summary>
    public double SecondsPerOutputToken => _state.Latency(_context.Clock.Now, _context.HalfLife).PerToken;

    /// <summary>Its place in the tier.</summary>
    internal int Member { get; }
}
