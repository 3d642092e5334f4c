using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>A deployment as its callers meet it: busy, in trouble or well.</summary>
/// <remarks>A call's times are settled when it begins, by the calls then under way. What befalls the deployment later meets later calls only.</remarks>
internal sealed class SimulatedDeployment(DeploymentSpec spec, int index, ulong seed, long horizon)
{
    /// <summary>Kind of dice thrown for calls.</summary>
    private const int CallDice = 1;

    /// <summary>How fast a refusal comes: a round trip.</summary>
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMilliseconds(10);

    /// <summary>How fast an own error comes; half a usual time to the first token would be no less plausible.</summary>
    private static readonly TimeSpan ErrorTime = TimeSpan.FromMilliseconds(100);

    private readonly MinuteQuota _quota = new(spec.Rpm);
    private readonly int[] _troubles = new int[Enum.GetValues<IncidentKind>().Length];
    private readonly Dictionary<int, int> _warm = [];
    private double _slowness = 1;
    private double _drip = 1;

    public DeploymentSpec Spec => spec;

    /// <summary>Calls under way.</summary>
    public int InFlight { get; private set; }

    /// <summary>Calls so far, refused ones too.</summary>
    public int Calls { get; private set; }

    /// <summary>Times the price of the specification.</summary>
    public double PriceFactor { get; private set; } = 1;

    public LoadSeries Load { get; } = new(horizon);

    /// <summary>Whether routers know of it.</summary>
    public bool IsPresent => !Has(IncidentKind.Absent);

    /// <summary>Whether a probe is answered at all.</summary>
    public bool AnswersProbes => !Has(IncidentKind.Down) && !Has(IncidentKind.Hangs) && IsPresent;

    /// <summary>What it remembers for probes.</summary>
    public ProbeMemory Probes { get; } = new();

    /// <summary>An incident begins or ends.</summary>
    public void Meet(Incident incident, bool begins)
    {
        _troubles[(int)incident.Kind] += begins ? 1 : -1;
        var factor = begins ? incident.Factor : 1 / incident.Factor;
        _slowness *= incident.Kind == IncidentKind.Slow ? factor : 1;
        _drip *= incident.Kind == IncidentKind.Drips ? factor : 1;
        PriceFactor *= incident.Kind == IncidentKind.Price ? factor : 1;
    }

    /// <summary>A call begins.</summary>
    /// <param name="request">The request.</param>
    /// <param name="attempt">Its attempt's number.</param>
    /// <param name="patience">How long the router waits for the first byte.</param>
    /// <param name="now">The time.</param>
    public CallOutcome Begin(SimulatedRequest request, int attempt, TimeSpan patience, long now)
    {
        Load.Note(InFlight, now);
        Load.Begin(now);
        InFlight++;
        Calls++;
        var busy = InFlight;
        var outcome = Settle(request, Dice.For(seed, CallDice, request.Number, attempt, index), now);
        var firstByte = request.Stream && outcome.Failure == FailureKind.None ? outcome.FirstToken : outcome.Duration;
        if (outcome.Failure == FailureKind.None)
        {
            Probes.Note(busy, outcome.FirstToken.TotalSeconds, now + outcome.FirstToken.Ticks);
        }

        return firstByte <= patience ? outcome : new CallOutcome(FailureKind.Timeout, 0, default, patience);
    }

    /// <summary>A call ends, by itself or because its caller left.</summary>
    public void End(long now)
    {
        Load.Note(InFlight, now);
        InFlight--;
    }

    private CallOutcome Settle(SimulatedRequest request, Dice dice, long now)
    {
        if (Has(IncidentKind.Down))
        {
            return new CallOutcome(FailureKind.Connection, 0, default, RefusalTime);
        }

        if (Has(IncidentKind.Hangs))
        {
            return new CallOutcome(FailureKind.Timeout, 0, default, TimeSpan.MaxValue);
        }

        if (Has(IncidentKind.Refuses))
        {
            return new CallOutcome(FailureKind.RateLimited, 429, default, RefusalTime);
        }

        if (!_quota.TryTake(now, out var rest))
        {
            return new CallOutcome(FailureKind.RateLimited, 429, default, RefusalTime, rest);
        }

        var luck = dice.Share();
        foreach (var (chance, kind, status) in spec.Errors)
        {
            if ((luck -= chance) < 0)
            {
                return new CallOutcome(kind, status, default, kind == FailureKind.Timeout ? TimeSpan.MaxValue : ErrorTime);
            }
        }

        var slow = _slowness * Math.Max(1, (double)InFlight / spec.Capacity);
        var first = slow * (dice.LogNormal(spec.FirstToken, spec.FirstTokenSpread) + (Cold(request) * spec.PerPromptToken));
        first *= spec.Stragglers > 0 && dice.Share() < spec.Stragglers ? spec.StragglerFactor : 1;
        var rate = slow * _drip * dice.LogNormal(spec.PerToken, spec.PerTokenSpread);
        var cost = PriceFactor * ((request.InputTokens * spec.InputPrice) + (request.OutputTokens * spec.OutputPrice)) / 1e6;
        return new CallOutcome(
            FailureKind.None, 200, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(first + (rate * (request.OutputTokens - 1))), null, cost);
    }

    /// <summary>Tokens of the prompt that it has not in its cache: of a conversation it has answered before, only what is new.</summary>
    private int Cold(SimulatedRequest request)
    {
        if (request.Conversation is not { } conversation)
        {
            return request.InputTokens;
        }

        var warm = _warm.GetValueOrDefault(conversation);
        _warm[conversation] = request.InputTokens;
        return Math.Max(0, request.InputTokens - warm);
    }

    private bool Has(IncidentKind kind) => _troubles[(int)kind] > 0;
}
