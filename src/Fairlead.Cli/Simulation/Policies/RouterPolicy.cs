using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Configuration;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>The product: its own <see cref="Router"/> with one of its strategies, on virtual time. Nothing of it is imitated.</summary>
internal sealed class RouterPolicy : IPolicy
{
    /// <summary>What a strategy's name ends with that is hedged.</summary>
    public const string Hedged = "+hedge";

    /// <summary>Of English text: 4 KB are the 1,024 tokens below which vendors cache nothing.</summary>
    private const int BytesPerToken = 4;

    private readonly PolicyContext _context;
    private readonly bool _isHedged;
    private readonly string _strategy;
    private readonly Router _router;
    private readonly Dictionary<int, PromptPrefix> _prefixes = [];
    private readonly ulong[] _prompt = new ulong[PromptPrefix.Longest / sizeof(ulong)];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <param name="context">What it is made from.</param>
    /// <param name="strategy">The strategy, with <see cref="Hedged"/> behind it to have requests hedged.</param>
    public RouterPolicy(PolicyContext context, string strategy)
    {
        _context = context;
        _isHedged = strategy.EndsWith(Hedged, StringComparison.Ordinal);
        _strategy = _isHedged ? strategy[..^Hedged.Length] : strategy;
        for (var i = 0; i < context.Deployments.Count; i++)
        {
            _places[context.Deployments[i].Spec.Id] = i;
        }

        _router = Router.Create(Config(), new RouterOptions { TimeProvider = context.Time, Random = context.Random });
    }

    public int InFlight => _router.Model.Deployments.Sum(static deployment => deployment.State.InFlight);

    public void Reload() => _router.Reload(Config());

    public IPolicySession Begin(SimulatedRequest request) => new Session(this, _router.Begin(new RouteRequest(request.Model)
    {
        Stream = request.Stream,
        InputTokens = request.InputTokens,
        Affinity = request.Conversation is null && request.Prefix is null ? null : new RequestAffinity
        {
            SessionId = request.Conversation?.ToString(CultureInfo.InvariantCulture),
            Prefix = Prefix(request) ?? Conversation(request),
        },
    }));

    /// <summary>A prompt's beginning of the trace as the kernel sees it: some bytes that all who share it have; none where it is too short to be cached anywhere.</summary>
    private PromptPrefix? Prefix(SimulatedRequest request)
    {
        if (request.Prefix is not { } number || request.PrefixTokens < PromptPrefix.Shortest / BytesPerToken)
        {
            return null;
        }

        if (!_prefixes.TryGetValue(number, out var prefix))
        {
            var bytes = new byte[PromptPrefix.Shortest];
            bytes.AsSpan().Fill((byte)number);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            _prefixes[number] = prefix = PromptPrefix.Of(bytes)!;
        }

        return prefix;
    }

    /// <summary>A conversation's prompt as the kernel sees it, where it looks: each turn begins with all that the turn before was. Bytes that no other conversation has.</summary>
    private PromptPrefix? Conversation(SimulatedRequest request)
    {
        if (request.Conversation is not { } number || _router.Model.Affinity is not { } rules || (rules.All & AffinityKinds.Prefix) == 0)
        {
            return null;
        }

        var prompt = _prompt.AsSpan(0, Math.Min(_prompt.Length, request.InputTokens * BytesPerToken / sizeof(ulong)));
        prompt.Fill((ulong)number + 1);
        return PromptPrefix.Of(MemoryMarshal.AsBytes(prompt));
    }

    /// <summary>The scenario's configuration with this strategy, the deployments that are there, and the prices in force.</summary>
    private RouterConfig Config()
    {
        var config = _context.Scenario.Config;
        var present = new List<DeploymentConfig>();
        for (var i = 0; i < _context.Deployments.Count; i++)
        {
            var deployment = _context.Deployments[i];
            if (deployment.IsPresent)
            {
                var entry = config.ModelList[i];
                present.Add(entry with { Params = Priced(entry.Params, deployment.PriceFactor) });
            }
        }

        return config with
        {
            ModelList = present,
            Router = config.Router with
            {
                RoutingStrategy = _strategy,
                GroupStrategies = new Dictionary<string, string>(),
                Hedging = _isHedged ? (config.Router.Hedging ?? new HedgingSettings()) with { Enabled = true } : config.Router.Hedging,
            },
        };
    }

    private static DeploymentParams Priced(DeploymentParams call, double factor) => call with
    {
        InputCostPerToken = call.InputCostPerToken * factor,
        OutputCostPerToken = call.OutputCostPerToken * factor,
    };

    private sealed class Session(RouterPolicy policy, RouteSession session) : IPolicySession
    {
        private RouteAttempt _attempt;
        private RouteAttempt _hedge;

        public bool TryNext(out PolicyAttempt attempt)
        {
            if (!session.TryNext(out _attempt))
            {
                attempt = default;
                return false;
            }

            attempt = Of(_attempt);
            return true;
        }

        public bool TryHedge(out PolicyAttempt attempt)
        {
            attempt = default;
            if (!session.TryHedge(out _hedge))
            {
                return false;
            }

            attempt = Of(_hedge);
            return true;
        }

        public void ContentBegan(in PolicyAttempt attempt, TimeSpan after) => session.ContentBegan(attempt.IsHedge ? _hedge : _attempt, after);

        public NextStep Report(in PolicyAttempt attempt, in AttemptReport report) => session.Report(attempt.IsHedge ? _hedge : _attempt, report);

        public void Dispose() => session.Dispose();

        private PolicyAttempt Of(in RouteAttempt attempt) => new(policy._places[attempt.Deployment.Id], attempt.FirstByteTimeout)
        {
            HedgeAfter = attempt.HedgeAfter,
            IsHedge = attempt.IsHedge,
        };
    }
}
