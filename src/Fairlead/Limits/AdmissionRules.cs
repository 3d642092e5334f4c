using Fairlead.Configuration;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>Who waits, how many, how long: the settings of one generation.</summary>
internal sealed class AdmissionRules
{
    /// <summary>Envoy's default for requests that wait for a cluster (<c>max_pending_requests</c>).</summary>
    private const int DefaultMaxQueue = 1024;

    /// <summary>The class of a request that names none, where queueing is on. LiteLLM's is the most urgent one, too.</summary>
    private const int DefaultPriority = 0;

    private readonly int? _defaultPriority;
    private readonly bool _isOn;

    public AdmissionRules(RouterSettings router, Clock clock)
    {
        _defaultPriority = router.DefaultPriority;
        _isOn = router.Admission is not null || router.DefaultPriority is not null || router.AdaptiveConcurrency == true;
        WaitsForRests = router.Admission?.WaitForCooldowns == true;
        MaxQueue = router.Admission?.MaxQueue ?? DefaultMaxQueue;
        Timeout = clock.Ticks(router.Admission?.Timeout ?? router.Timeout ?? RouterDefaults.Timeout);
        Reserved = [.. (router.Admission?.Reserved ?? new Dictionary<int, int>()).Where(static r => r.Value > 0).Select(static r => (r.Key, r.Value))];
    }

    public int MaxQueue { get; }

    /// <summary>Longest wait, in ticks.</summary>
    public long Timeout { get; }

    /// <summary>Places kept for single priorities.</summary>
    public (int Priority, int Places)[] Reserved { get; }

    /// <summary>The end of a rest is waited for where all rest because of a rate limit.</summary>
    public bool WaitsForRests { get; }

    public bool Reserves => Reserved.Length > 0;

    /// <summary>Whether a request waits: the router says so, or it brings a priority of its own.</summary>
    public bool Covers(int? priority) => _isOn || priority is not null;

    public int PriorityOf(int? priority) => priority ?? _defaultPriority ?? DefaultPriority;
}
