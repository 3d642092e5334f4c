using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>What the members of a tier take in a minute, and may take: <c>rpm</c> and <c>tpm</c>, and by <see cref="SplitTokens"/> <c>itpm</c> and <c>otpm</c>.</summary>
/// <remarks>
/// Fixed minutes of the router's clock, as LiteLLM counts. A request is counted when it begins, so that a limit of N admits exactly N (LiteLLM's
/// <c>usage-based-routing-v2</c> compares one too early and admits N − 1). Its input estimate is reserved with it and settled with what the upstream reports:
/// calls under way count too. Failed requests stay counted, their tokens do not.
/// </remarks>
internal sealed class MinuteUsage
{
    private readonly Clock _clock;
    private readonly long[] _mostRequests;
    private readonly long[] _mostTokens;
    private readonly double[] _perRequest;
    private readonly double[] _perToken;
    private readonly SplitTokens? _split;
    private long _latest;

    /// <param name="members">The tier.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="comparesAll">Members without a limit are measured too, by the tier's largest; else they have all the headroom there is.</param>
    /// <param name="kept">Which of what is written are limits; the rest is only counted, to be told (<see cref="GroupLimits"/>).</param>
    public MinuteUsage(Deployment[] members, Clock clock, bool comparesAll, KeptLimits kept)
    {
        _clock = clock;
        _mostRequests = Array.ConvertAll(members, d => Limit(kept != KeptLimits.None ? d.Config.Params.Rpm : null));
        _mostTokens = Array.ConvertAll(members, d => Limit(kept == KeptLimits.All ? d.Config.Params.Tpm : null));
        _perRequest = Shares(_mostRequests, comparesAll);
        _perToken = Shares(_mostTokens, comparesAll);
        _split = kept == KeptLimits.All ? SplitTokens.Of(members) : null;
        HasLimits = SetsAny(members, kept);
        if (!HasLimits)
        {
            // Nobody says what is much: the tokens alone are compared, as LiteLLM does.
            Array.Fill(_perToken, 1);
        }

        _perRequest = Four.Pad(_perRequest);
        _perToken = Four.Pad(_perToken);
    }

    /// <summary>A member has a limit.</summary>
    public bool HasLimits { get; }

    /// <summary>
    /// The last minute in which anything was taken of a member. Whoever compares members by it reads no clock; where nothing was taken yet in the minute that has begun,
    /// it goes by the one before.
    /// </summary>
    public long Latest => Volatile.Read(ref _latest);

    /// <summary>Whether a deployment among them has a limit that is kept.</summary>
    public static bool SetsAny(Deployment[] members, KeptLimits kept) => kept switch
    {
        KeptLimits.All => Array.Exists(members, static d => d.Config.Params is { Rpm: not null } or { Tpm: not null } or { Itpm: not null } or { Otpm: not null }),
        KeptLimits.Requests => Array.Exists(members, static d => d.Config.Params.Rpm is not null),
        _ => false,
    };

    /// <summary>A limit as a count; none is the highest count there is.</summary>
    public static long Limit(double? limit) => limit is { } set ? (long)Math.Min(set, MinuteCount.Most) : MinuteCount.Most;

    /// <summary>Whether a member cannot take a request more in a minute.</summary>
    public bool IsSpent(DeploymentState state, int member, long minute, in RouteRequest request) =>
        state.RequestsIn(minute) >= _mostRequests[member]
        || state.TokensIn(minute) + Reserved(request.InputTokens) > _mostTokens[member]
        || (_split is { } split && split.IsSpent(state, member, minute, request));

    /// <summary>Counts a request and reserves its tokens; false when another request took what was left.</summary>
    public bool TryTake(DeploymentState state, int member, long minute, in RouteRequest request)
    {
        Note(minute);
        var tokens = Reserved(request.InputTokens);
        if (!state.TryCount(minute, tokens, _mostRequests[member], _mostTokens[member]))
        {
            return false;
        }

        if (_split is null || _split.TryTake(state, member, minute, request))
        {
            return true;
        }

        state.TakeBack(minute, tokens);
        return false;
    }

    /// <summary>Counts a request whose caller does not ask for leave.</summary>
    public static void Take(DeploymentState state, long minute) => state.TryCount(minute, Reserved(0), MinuteCount.Most, MinuteCount.Most);

    /// <summary>Puts what a request took in place of what was reserved for it.</summary>
    /// <param name="state">The member's state.</param>
    /// <param name="member">Its place in the tier.</param>
    /// <param name="takenIn">The minute it was counted in.</param>
    /// <param name="now">The time.</param>
    /// <param name="request">The request it was counted with.</param>
    /// <param name="report">How it ended.</param>
    public void Settle(DeploymentState state, int member, long takenIn, long now, in RouteRequest request, in AttemptReport report)
    {
        var (input, _, output) = report.Metered(request);
        var used = (long)input + output;
        if (used > 0)
        {
            // What was reserved in a minute that is over is gone with it: all that was used counts in the one it ends in, as LiteLLM counts.
            state.TakeBackTokens(takenIn, Reserved(request.InputTokens));
            var minute = _clock.Minute(now);
            Note(minute);
            state.AddTokens(minute, used);
        }
        else if (report.Failure is not (FailureKind.None or FailureKind.Cancelled or FailureKind.Lost))
        {
            state.TakeBackTokens(takenIn, Reserved(request.InputTokens));
        }

        _split?.Settle(state, member, takenIn, _clock.Minute(now), request, report);
    }

    /// <summary>Written once a minute, not with every request: all threads read it.</summary>
    private void Note(long minute)
    {
        if (minute > Latest)
        {
            Volatile.Write(ref _latest, minute);
        }
    }

    /// <summary>The share of a member's minute that is taken, the larger of requests and tokens.</summary>
    /// <param name="state">The member's state.</param>
    /// <param name="member">Its place in the tier.</param>
    /// <param name="minute">The minute.</param>
    /// <param name="output">Output tokens that each call under way is expected to add.</param>
    public double Share(DeploymentState state, int member, long minute, double output)
    {
        var tokens = state.TokensIn(minute) + (state.InFlight * output);
        return Math.Max(tokens * _perToken[member], state.RequestsIn(minute) * _perRequest[member]);
    }

    /// <summary>The same of four members at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Share(in Four four, Vector256<double> inFlight, int first, long minute, double output)
    {
        var requests = four.TakenIn(minute, out var tokens);
        tokens += inFlight * Vector256.Create(output);
        return Vector256.MaxNative(tokens * Four.Of(_perToken, first), requests * Four.Of(_perRequest, first));
    }

    /// <summary>Whether a member that is spent has room for such a request when the minute is over.</summary>
    public bool MayAnswerNextMinute(int member, in RouteRequest request) =>
        _mostRequests[member] > 0 && _mostTokens[member] >= Reserved(request.InputTokens) && _split?.Fits(member, request) != false;

    /// <summary>What a member took, for people.</summary>
    public string Describe(DeploymentState state, int member, long minute)
    {
        var requests = Of(state.RequestsIn(minute), _mostRequests[member]);
        var tokens = Of(state.TokensIn(minute), _mostTokens[member]);
        return $"{requests} requests and {tokens} tokens{_split?.Describe(state, member, minute)} this minute";
    }

    /// <summary>A count and its limit, for people.</summary>
    public static string Of(long count, long most) =>
        most == MinuteCount.Most ? count.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{count} of {most}");

    /// <summary>No prompt is without a token: where the estimate is unknown, a member that has none left is still spent.</summary>
    public static long Reserved(int inputTokens) => Math.Max(1, inputTokens);

    private static double[] Shares(long[] limits, bool comparesAll)
    {
        var largest = 0L;
        foreach (var limit in limits)
        {
            largest = limit == MinuteCount.Most || !comparesAll ? largest : Math.Max(largest, limit);
        }

        return Array.ConvertAll(limits, limit => limit != MinuteCount.Most ? 1.0 / Math.Max(1, limit) : largest > 0 ? 1.0 / largest : 0);
    }
}
