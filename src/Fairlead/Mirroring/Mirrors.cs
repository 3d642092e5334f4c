using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.Telemetry;

namespace Fairlead.Mirroring;

/// <summary>Requests sent a second time, to another group, whose answers nobody waits for (<c>silent_model</c>): which are, and how many at once. Thread-safe.</summary>
internal sealed class Mirrors(RandomSource random)
{
    /// <summary>Most mirrors at once: their bodies and connections must not become a load of their own where a mirror is slow. Beyond it they are skipped, and counted.</summary>
    public const int Most = 64;

    /// <summary>Time of a mirror from its first byte to its last: the official SDKs' own patience for a whole answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private int _running;

    /// <summary>Mirrors under way.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether an attempt is one to look at: the first of its request, at a deployment that has a mirror.</summary>
    public static bool MayWant(in RouteAttempt attempt) =>
        attempt.Deployment.Config.Params.SilentModel is not null && attempt is { Number: 1, IsMirror: false, Mock: null };

    /// <summary>Begins a mirror. Each success needs one <see cref="End"/>.</summary>
    /// <param name="attempt">The first attempt of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="mirror">What to route instead of it.</param>
    /// <returns>False where there is none: not wanted, not drawn, or too many at once.</returns>
    public bool TryBegin(in RouteAttempt attempt, in RouteRequest request, out RouteRequest mirror)
    {
        mirror = default;

        // Who brings a key of their own has not agreed to anybody else's.
        if (!MayWant(attempt) || request.Credentials is not null)
        {
            return false;
        }

        var call = attempt.Deployment.Config.Params;
        if (call.SilentModelShare is < 1 and var share && random.NextDouble() >= share)
        {
            return false;
        }

        if (Interlocked.Increment(ref _running) > Most)
        {
            Interlocked.Decrement(ref _running);
            MirrorTelemetry.Count(call.SilentModel!, MirrorTelemetry.Skipped);
            return false;
        }

        mirror = Of(request, call.SilentModel!);
        return true;
    }

    /// <summary>Ends a mirror.</summary>
    /// <param name="mirror">What was routed.</param>
    /// <param name="answered">Whether an answer came.</param>
    public void End(in RouteRequest mirror, bool answered)
    {
        Interlocked.Decrement(ref _running);
        MirrorTelemetry.Count(mirror.Model, answered ? MirrorTelemetry.Answered : MirrorTelemetry.Failed);
    }

    /// <summary>The same request to another group: one attempt, tied to nothing, and whatever models its caller may use.</summary>
    private static RouteRequest Of(in RouteRequest request, string model) => request with
    {
        Model = model,
        IsMirror = true,
        SpecificDeployment = false,
        NumRetries = 0,
        DisableFallbacks = true,
        Fallbacks = null,
        ContextWindowFallbacks = null,
        ContentPolicyFallbacks = null,
        Hedge = false,
        Affinity = null,
        PreRoute = null,
        Mock = null,
        Priority = null,
        Deadline = null,
        Trace = false,
        Caller = request.Caller is { Models: not null } caller ? new RouteCaller { Team = caller.Team, UserAgent = caller.UserAgent } : request.Caller,
    };
}
