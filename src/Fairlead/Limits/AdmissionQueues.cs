using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>The queues of a router, by the name deployments are listed under. The same in all its generations.</summary>
internal sealed class AdmissionQueues(Clock clock)
{
    // Written at a reload only, which is one at a time.
    private readonly Dictionary<string, AdmissionQueue> _queues = new(StringComparer.Ordinal);

    /// <summary>Requests may wait somewhere, or might once.</summary>
    public bool IsAny => _queues.Count > 0;

    /// <summary>Gives deployments their queues; none where nothing limits those of a name, so that nobody ever waits.</summary>
    public void Assign(IEnumerable<Deployment> deployments, RouterSettings router)
    {
        foreach (var group in deployments.GroupBy(static d => d.ModelName, StringComparer.Ordinal))
        {
            if (router.DefaultMaxParallelRequests is null && router.AdaptiveConcurrency != true && router.Admission?.WaitForCooldowns != true && !group.Any(static d => IsLimited(d.Config.Params)))
            {
                continue;
            }

            if (!_queues.TryGetValue(group.Key, out var queue))
            {
                _queues.Add(group.Key, queue = new AdmissionQueue(clock));
            }

            foreach (var deployment in group)
            {
                deployment.Queue = queue;
            }
        }
    }

    private static bool IsLimited(DeploymentParams call) =>
        call is { MaxParallelRequests: not null } or { Rpm: not null } or { Tpm: not null } or { Itpm: not null } or { Otpm: not null };
}
