using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Limits;
using Fairlead.State;

namespace Fairlead.Model;

/// <summary>The router's settings with the defaults filled in, in the units a decision needs.</summary>
internal sealed class RoutingSettings
{
    /// <summary>
    /// Half-life of the latency averages: after 30 s an eighth is left of what was, so that a deployment that recovered is trusted again,
    /// while ten seconds' worth of answers still smooth single slow ones. A shorter <c>ttl</c> shortens it.
    /// </summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(10);

    /// <summary>A deployment whose answers come no further apart is learnt from in batches: a thousand answers a second.</summary>
    internal static readonly TimeSpan Thick = TimeSpan.FromMilliseconds(1);

    /// <summary>Without web search a request for it is not answered at all: LiteLLM asks for it without a switch.</summary>
    private const int AlwaysChecked = (int)(RequestNeeds.WebSearch | RequestNeeds.PassThrough);

    internal const int Checkable = (int)(RequestNeeds.Tools | RequestNeeds.Vision | RequestNeeds.AudioInput | RequestNeeds.AudioOutput | RequestNeeds.PdfInput | RequestNeeds.ResponseSchema);

    public RoutingSettings(RouterSettings router, Clock clock)
    {
        NumRetries = router.NumRetries ?? router.DefaultParams?.NumRetries ?? RouterDefaults.NumRetries;
        RetryPolicies = RetryPolicies.Of(router);
        MaxFallbacks = router.MaxFallbacks ?? RouterDefaults.MaxFallbacks;
        Admission = new AdmissionRules(router, clock);
        Timeout = router.Timeout ?? router.DefaultParams?.Timeout ?? RouterDefaults.Timeout;
        StreamTimeout = router.StreamTimeout ?? router.DefaultParams?.StreamTimeout;
        RequestDeadline = router.RequestDeadline;
        LeastRetryDelay = router.RetryAfter ?? TimeSpan.Zero;
        AllowedFails = router.AllowedFails is 3 && router.Keeps(LiteLlmCompatibility.AllowedFailsOfThreeIsUnset) ? null : router.AllowedFails;
        AllowedFailsPolicy = router.AllowedFailsPolicy;
        CooldownTime = router.CooldownTime ?? RouterDefaults.CooldownTime;
        Cooldowns = router.DisableCooldowns != true;
        TagFiltering = router.EnableTagFiltering == true;
        TagsMatchAny = router.TagFilteringMatchAny != false;
        TagPrefix = router.TagRoutingPrefix ?? "";
        ChecksCalls = router.EnablePreCallChecks == true;
        CheckedNeeds = Deployment.Owned | Deployment.Paused | (ChecksCalls ? Checkable | AlwaysChecked : AlwaysChecked);
        Rate = RateOf(router.StrategyArgs, clock);
        TellsFirstError = router.Keeps(LiteLlmCompatibility.FirstError);
        IdsPassCooldowns = router.Keeps(LiteLlmCompatibility.IdsPassCooldowns);
        RetriesWithoutWait = router.Keeps(LiteLlmCompatibility.RetriesWithoutWait);
        MayTurnFromFilter = router.ContentPolicyFallbacks.Count + router.DefaultFallbacks.Count > 0;
    }

    /// <summary>Some answer that a content filter cut may count as a refused prompt: without this none is looked at for it.</summary>
    public bool MayTurnFromFilter { get; }

    /// <summary>The first failure is told, as LiteLLM does (<c>litellm_compatibility</c>).</summary>
    public bool TellsFirstError { get; }

    /// <summary>A deployment asked for by its id is asked although it rests, likewise.</summary>
    public bool IdsPassCooldowns { get; }

    /// <summary>In a group of several a retry is made at once, likewise.</summary>
    public bool RetriesWithoutWait { get; }

    public int NumRetries { get; }

    public RetryPolicies? RetryPolicies { get; }

    public int MaxFallbacks { get; }

    /// <summary>Time of an attempt.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Who waits when all are at their limit.</summary>
    public AdmissionRules Admission { get; }

    /// <summary>Time of an attempt whose answer is streamed, where it is another.</summary>
    public TimeSpan? StreamTimeout { get; }

    /// <summary>Time of the whole request; null for none.</summary>
    public TimeSpan? RequestDeadline { get; }

    public TimeSpan LeastRetryDelay { get; }

    public int? AllowedFails { get; }

    public AllowedFailsPolicy? AllowedFailsPolicy { get; }

    public TimeSpan CooldownTime { get; }

    public bool Cooldowns { get; }

    public bool TagFiltering { get; }

    public bool TagsMatchAny { get; }

    /// <summary>What marks a tag to route by; empty for none.</summary>
    public string TagPrefix { get; }

    /// <summary>Prompts are compared with context windows (<c>enable_pre_call_checks</c>).</summary>
    public bool ChecksCalls { get; }

    /// <summary>The bits of <see cref="Deployment.Lacks"/> that count here.</summary>
    public int CheckedNeeds { get; }

    public LearningRate Rate { get; }

    /// <summary>How fast deployments under these settings forget.</summary>
    public static LearningRate RateOf(StrategyArgs args, Clock clock)
    {
        var halfLife = args.Ttl is { } ttl && ttl < HalfLife ? ttl : HalfLife;
        return new LearningRate(Math.Max(1, clock.Ticks(halfLife)), clock.Ticks(RouterDefaults.FailureWindow), clock.Ticks(Thick));
    }
}
