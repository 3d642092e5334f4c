using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>A deployment as its callers meet it: busy, in trouble or well.</summary>
/// <remarks>A call's times are drawn when it begins, by the calls then under way. What befalls the deployment later meets what is left of the calls under way.</remarks>
internal sealed class SimulatedDeployment(DeploymentSpec spec, int index, ulong seed, long horizon)
{
    /// <summary>The least change of pace that calls under way are told of.</summary>
    private const double LeastStep = 0.02;

    /// <summary>Kind of dice thrown for calls.</summary>
    private const int CallDice = 1;

    /// <summary>How fast a refusal comes: a round trip.</summary>
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMilliseconds(10);

    /// <summary>Tokens below which vendors cache nothing (OpenAI, Anthropic).</summary>
    private const int LeastCached = 1024;

    /// <summary>How fast an own error comes; half a usual time to the first token would be no less plausible.</summary>
    private static readonly TimeSpan ErrorTime = TimeSpan.FromMilliseconds(100);

    private readonly MinuteQuota _quota = new(spec.Rpm);
    private readonly int[] _troubles = new int[Enum.GetValues<IncidentKind>().Length];
    private readonly Dictionary<int, (int Tokens, long At)> _warm = [];
    private readonly Dictionary<int, long> _prefixes = [];
    private readonly List<Call> _calls = [];
    private double _slowness = 1;
    private double _pressure = 1;
    private double _drip = 1;

    public DeploymentSpec Spec => spec;

    /// <summary>Calls under way.</summary>
    public int InFlight => _calls.Count;

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
    public void Meet(Incident incident, bool begins, long now)
    {
        _troubles[(int)incident.Kind] += begins ? 1 : -1;
        var factor = begins ? incident.Factor : 1 / incident.Factor;
        _slowness *= incident.Kind == IncidentKind.Slow ? factor : 1;
        _drip *= incident.Kind == IncidentKind.Drips ? factor : 1;
        PriceFactor *= incident.Kind == IncidentKind.Price ? factor : 1;
        Action<Call>? meets = incident.Kind switch
        {
            IncidentKind.Slow => call => call.Stretch(factor, factor, now),
            IncidentKind.Drips => call => call.Stretch(1, factor, now),
            IncidentKind.Hangs when begins => call => call.Hang(now),
            IncidentKind.Down when begins => call => call.Break(now),
            _ => null,
        };
        if (meets is not null)
        {
            _calls.ForEach(meets);
        }
    }

    /// <summary>A call begins.</summary>
    /// <param name="request">The request.</param>
    /// <param name="attempt">Its attempt's number.</param>
    /// <param name="patience">How long the router waits for the first byte.</param>
    /// <param name="silence">How long it waits for each next one.</param>
    /// <param name="now">The time.</param>
    public Call Begin(SimulatedRequest request, int attempt, TimeSpan patience, TimeSpan silence, long now)
    {
        Load.Note(InFlight, now);
        Load.Begin(now);
        Calls++;
        var busy = InFlight + 1;
        Press(busy, now);
        var outcome = Settle(request, Dice.For(seed, CallDice, request.Number, attempt, index), busy, now);
        var call = new Call(outcome, new CallTerms(request.Stream, request.OutputTokens, patience, silence), now, busy) { Place = InFlight };
        _calls.Add(call);
        if (outcome.Failure == FailureKind.None)
        {
            Probes.Note(call);
        }

        return call;
    }

    /// <summary>A call ends, by itself or because its caller left.</summary>
    public void End(Call call, long now)
    {
        Load.Note(InFlight, now);
        _calls[call.Place] = _calls[^1];
        _calls[call.Place].Place = call.Place;
        _calls.RemoveAt(_calls.Count - 1);
        Press(InFlight, now);
    }

    /// <summary>Where calls share: those under way go on as fast as so many allow. Steps below a fiftieth are left for the next one.</summary>
    private void Press(int busy, long now)
    {
        var pressure = Math.Max(1, (double)busy / spec.Capacity);
        if (spec.Shares && (Math.Abs((pressure / _pressure) - 1) > LeastStep || (pressure <= 1 && _pressure > 1)))
        {
            _calls.ForEach(call => call.Stretch(pressure / _pressure, pressure / _pressure, now));
            _pressure = pressure;
        }
    }

    private CallOutcome Settle(SimulatedRequest request, Dice dice, int busy, long now)
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

        var slow = _slowness * (spec.Shares ? _pressure : Math.Max(1, (double)busy / spec.Capacity));
        var cold = Cold(request, now);
        var first = slow * (dice.LogNormal(spec.FirstToken, spec.FirstTokenSpread) + (cold * spec.PerPromptToken));
        first *= spec.Stragglers > 0 && dice.Share() < spec.Stragglers ? spec.StragglerFactor : 1;
        var rate = slow * _drip * dice.LogNormal(spec.PerToken, spec.PerTokenSpread);
        var isCached = request.InputTokens >= LeastCached;
        var cached = isCached && spec.CachedPrice is not null ? request.InputTokens - cold : 0;
        var written = isCached && spec.WritePrice is not null ? cold : 0;
        var cost = PriceFactor * (((request.InputTokens - cached - written) * spec.InputPrice) + (request.OutputTokens * spec.OutputPrice)
            + (cached * spec.CachedPrice.GetValueOrDefault()) + (written * spec.WritePrice.GetValueOrDefault())) / 1e6;
        return new CallOutcome(
            FailureKind.None, 200, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(first + (rate * (request.OutputTokens - 1))), null, cost)
        {
            CachedTokens = cached,
            WrittenTokens = written,
        };
    }

    /// <summary>Tokens of the prompt that it has not in its cache: of a conversation or a beginning it has read before, only what is new.</summary>
    private int Cold(SimulatedRequest request, long now)
    {
        var warm = 0;
        if (request.Conversation is { } conversation)
        {
            warm = _warm.TryGetValue(conversation, out var read) && Keeps(read.At, now) ? read.Tokens : 0;
            _warm[conversation] = (request.InputTokens, now);
        }

        if (request.Prefix is { } prefix)
        {
            warm = _prefixes.TryGetValue(prefix, out var at) && Keeps(at, now) ? Math.Max(warm, request.PrefixTokens) : warm;
            _prefixes[prefix] = now;
        }

        return Math.Max(0, request.InputTokens - warm);
    }

    /// <summary>Whether what was read then is still there.</summary>
    private bool Keeps(long at, long now) => spec.CacheLasts is not { } lasts || now - at <= lasts.Ticks;

    private bool Has(IncidentKind kind) => _troubles[(int)kind] > 0;
}
