using Fairlead.Model;
using Fairlead.Resolution;

namespace Fairlead.Limits;

/// <summary>Whose requests may be served at another name's deployments while they wait: a request that waits for its own group takes a place of a group it falls back to, if that comes free sooner.</summary>
internal static class QueueGuests
{
    /// <summary>Tells every queue of a generation whom it may serve besides its own.</summary>
    /// <param name="groups">The generation's groups.</param>
    /// <param name="names">Knows their fallbacks.</param>
    public static void Link(IReadOnlyList<ModelGroup> groups, NameResolver names)
    {
        var guests = new Dictionary<AdmissionQueue, List<AdmissionQueue>>();
        foreach (var group in groups)
        {
            if (group.Queue is { } queue)
            {
                guests.TryAdd(queue, []);
            }
        }

        foreach (var group in groups)
        {
            if (group.Queue is not { } own || names.ResolveOwn(group.Name) is not { } first)
            {
                continue;
            }

            // Fallbacks of fallbacks count, as in the plan of a request.
            var seen = new HashSet<string>(StringComparer.Ordinal) { first.Key };
            var next = new Queue<ModelTarget>([first]);
            while (next.TryDequeue(out var target))
            {
                foreach (var step in target.Fallbacks(FallbackList.Generic))
                {
                    if (seen.Add(step.Target.Key))
                    {
                        next.Enqueue(step.Target);
                        if (step.Target.Group.Queue is { } host && host != own && guests.TryGetValue(host, out var list) && !list.Contains(own))
                        {
                            list.Add(own);
                        }
                    }
                }
            }
        }

        foreach (var (host, list) in guests)
        {
            host.Welcome([.. list]);
        }
    }
}
