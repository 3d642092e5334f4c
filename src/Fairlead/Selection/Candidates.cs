using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Who of a tier may answer one request: the filters, asked member by member while a strategy looks around.</summary>
/// <remarks>
/// Nothing is copied and no list is built. Policy (team, needs, window, tags, region, blocked, drained, tried) is asked only where a request or a group has any;
/// health is one read of a word the strategy needs the cache line of anyway; the clock is read only when that word is not zero.
/// </remarks>
internal ref partial struct Candidates
{
    private static readonly RouteRequest[] Nothing = new RouteRequest[1];

    private ref readonly RouteRequest _request;
    private Clock _clock;
    private RoutingModel _model;
    private RouteSession? _session;
    private CallerPolicy? _caller;
    private int _needs;
    private int _tokens;
    private int _region;
    private ulong _blocked;
    private bool _policedByRequest;
    private TagMask _tags;
    private TagLimits? _limits;
    private long _now;
    private long _minute;
    private Tier _tier;
    private TagRule _tagRule;
    private bool _isTagged;
    private bool _groupBlocked;
    private bool _tagsCrossed;
    private bool _groupAllowed;

    /// <param name="model">The generation.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="random">Chance.</param>
    /// <param name="request">The request; must outlive this.</param>
    /// <param name="session">The session whose tried deployments are out; null for a decision alone.</param>
    /// <param name="now">The time, where it was read already; 0 where not.</param>
    public Candidates(RoutingModel model, Clock clock, RandomSource random, ref readonly RouteRequest request, RouteSession? session, long now) =>
        Of(model, clock, random, in request, session, now, out this);

    /// <summary>The same where it is to stand: a constructor's result is made elsewhere and copied, which is a tenth of a decision.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Of(
        RoutingModel model, Clock clock, RandomSource random, ref readonly RouteRequest request, RouteSession? session, long now, out Candidates candidates)
    {
        candidates = default;
        candidates._request = ref request;
        candidates._clock = clock;
        candidates._model = model;
        candidates._session = session;
        candidates._now = now;
        candidates._minute = -1;
        candidates.Random = random;
        candidates._needs = ((int)request.Needs | Deployment.Owned | Deployment.Paused) & model.Settings.CheckedNeeds;
        candidates._tokens = model.Settings.ChecksCalls ? Math.Max(1, request.InputTokens) : 0;
        candidates._region = request.Region is { } region ? model.Filters.RegionId(region) : FilterTables.None;
        var caller = request.Caller?.In(model);
        candidates._caller = caller;
        candidates._blocked = request.Blocked is { } blocked ? NameMarks.Of(blocked) : 0;
        candidates._policedByRequest = request.Region is not null || request.Blocked is not null || session is { HasTried: true } || caller is { IsRestricted: true };
        if (request.Tags is not null && model.Budgets is { HasTags: true })
        {
            candidates._policedByRequest |= candidates._tagsCrossed = candidates.TagsCrossed();
        }
    }

    /// <summary>
    /// For a request that asks for nothing but a model, in a group where nobody is tagged <c>default</c>: there is nothing of it to look at, and no group to enter.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Candidates(RoutingModel model, Clock clock, RandomSource random)
    {
        this = default;
        _request = ref Nothing[0];
        _clock = clock;
        _model = model;
        _minute = -1;
        Random = random;
        _tier = null!;
        _needs = (Deployment.Owned | Deployment.Paused) & model.Settings.CheckedNeeds;
        _tokens = model.Settings.ChecksCalls ? 1 : 0;
        _region = FilterTables.None;
        _groupAllowed = true;
    }

    public readonly ref readonly RouteRequest Request => ref _request;

    public RandomSource Random { readonly get; private set; }

    /// <summary>
    /// The member just picked is thought slow and is asked only to see whether it still is: if no first content comes within so many seconds, another
    /// is asked. Below zero: for the same, and there is no telling when it is late. Zero: a pick like any other.
    /// </summary>
    public double Trial { readonly get; set; }

    /// <summary>The chance that trial had; of no meaning without one.</summary>
    public double TrialChance { readonly get; set; }

    /// <summary>Who has read the prompt's beginning before, for a strategy that weighs it (<see cref="SelectionStrategy.WeighsPrefixes"/>); null for nobody.</summary>
    public DeploymentState? Warm { readonly get; set; }

    /// <summary>Nobody has, where that is weighed.</summary>
    public bool IsCold { readonly get; set; }

    /// <summary>How much of that beginning it has read, 0 to 1.</summary>
    public float Warmth { readonly get; set; }

    /// <summary>Share of the prompt that will come from its cache, 0 to 1, for a strategy that prices that (<see cref="SelectionStrategy.PricesCaches"/>).</summary>
    public float WarmShare { readonly get; set; }

    /// <summary>Nobody will be called: a strategy that takes turns takes none.</summary>
    public bool IsPeek { readonly get; set; }

    /// <summary>The states of the tier's members.</summary>
    public readonly DeploymentState[] States => _tier.States;

    /// <summary>The same, padded to whole fours.</summary>
    public readonly DeploymentState[] Row => _tier.Row;

    /// <summary>Members of the tier.</summary>
    public readonly int Count => _tier.States.Length;

    /// <summary>Health is not all that is asked of a member.</summary>
    public bool IsPoliced { get; private set; }

    /// <summary>The time, read at most once.</summary>
    public long Now
    {
        readonly get => _now;
        set
        {
            _now = value;
            _minute = -1;
        }
    }

    /// <summary>The minute that limits are counted in.</summary>
    public long Minute => _minute >= 0 ? _minute : _minute = _clock.Minute(_now != 0 ? _now : _clock.Recent);

    /// <summary>How much of that minute has passed, 0 to 1.</summary>
    public double PassedOfMinute => _clock.PassedOfMinute(ReadNow());

    /// <summary>Looks at a group; its tags decide which rule a tagged request follows there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter(ModelGroup group)
    {
        _groupBlocked = _blocked != 0 && Names(_request.Blocked!, group.Name);
        _groupAllowed = _caller is not { IsRestricted: true } caller || caller.Allows(group);
        _tagRule = group.TagFiltering ?? _model.Settings.TagFiltering ? Rule(group) : TagRule.All;
    }

    /// <summary>Looks at a tier of the group.</summary>
    /// <remarks>Inlined, as the other is: the compiler then knows that this stands on the stack, and writes to it without the collector's barrier.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter(Tier tier)
    {
        _tier = tier;
        Trial = 0;
        IsPoliced = _policedByRequest || (tier.Lacks & _needs) != 0 || tier.LeastWindow < _tokens || _tagRule != TagRule.All || tier.IsPoliced;
    }

    /// <summary>Whether a member may be picked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Allows(int member)
    {
        var state = _tier.States[member];
        return !(state.HasRested && RestsNow(state)) && (!IsPoliced || AllowsPresent(member));
    }

    /// <summary>Whether the breaker keeps requests away, for those of whom <see cref="DeploymentState.HasRested"/> says that it may be.</summary>
    public bool RestsNow(DeploymentState state)
    {
        if (state.IsShut(ReadNow()))
        {
            return true;
        }

        Due = state;
        return false;
    }

    /// <summary>A deployment that was met, perhaps in another tier, whose rest is over and which nobody probes: the next request may.</summary>
    public DeploymentState? Due { readonly get; private set; }

    /// <summary>All that is asked of a member but its health.</summary>
    /// <remarks>A call, so that whoever asks only for health has no room for it on the stack, which would be cleared at every decision.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool AllowsPresent(int member) => !IsFull(member) && PolicyAllows(member);

    /// <summary>Whether a member is at a limit.</summary>
    public bool IsFull(int member) => IsBusy(member) || IsSpent(member);

    /// <summary>Whether a member has as many calls under way as it may have.</summary>
    public readonly bool IsBusy(int member) => _tier.MostAtOnce is not null && _tier.States[member].InFlight >= _tier.Most(member);

    /// <summary>Whether what a member may take in a minute is taken.</summary>
    public bool IsSpent(int member) =>
        _tier.Usage is { HasLimits: true } usage && usage.IsSpent(_tier.States[member], member, Minute, _request);

    /// <summary>The time, read now if it was not before.</summary>
    public long ReadNow() => _now != 0 ? _now : _now = _clock.Now;
}
