namespace Fairlead.Cli.Simulation.Policies;

/// <summary>Prequal's rule (Wydrowski and others, NSDI 2024): probes tell calls under way and latency; hot ones lose, of the cold the quickest wins.</summary>
/// <remarks>
/// A favour that real providers do not grant: probes are answered, at once, with the truth of all replicas' calls. So it shows what the signal is worth.
/// Plain: without the paper's guard against servers that draw traffic by failing fast.
/// </remarks>
internal sealed class HotCold(PolicyContext context) : Chooser
{
    /// <summary>Probes kept: the paper's pool size.</summary>
    private const int PoolSize = 16;

    /// <summary>Probes sent for each query: the paper's setting of 3.</summary>
    private const int ProbesPerQuery = 3;

    /// <summary>Age at which a probe is dropped: the paper's 1 s.</summary>
    private const double MostAge = 1;

    /// <summary>Quantile of calls under way above which a server is hot: the paper's 2^-0.25.</summary>
    private const double HotQuantile = 0.84;

    /// <summary>Replies of which the quantile is taken.</summary>
    private const int RepliesKept = 128;

    private readonly List<Probe> _pool = [];
    private readonly Queue<int> _replies = new(RepliesKept + 1);
    private bool _dropOldest;

    public override int Choose(IReadOnlyList<int> group, IReadOnlyList<int> open, bool stream)
    {
        _pool.RemoveAll(probe => context.Seconds - probe.At > MostAge);
        var usable = _pool.FindAll(probe => open.Contains(probe.Deployment));
        var chosen = usable.Count == 0 ? open[context.Random.Next(open.Count)] : Best(usable).Deployment;
        Use(chosen);
        Drop();
        for (var i = 0; i < ProbesPerQuery; i++)
        {
            Ask(group[context.Random.Next(group.Count)]);
        }

        return chosen;
    }

    private Probe Best(List<Probe> probes)
    {
        var loads = _replies.ToArray();
        Array.Sort(loads);
        var hot = loads[(int)(HotQuantile * (loads.Length - 1))];
        var best = probes[0];
        foreach (var probe in probes)
        {
            var (isHot, bestIsHot) = (probe.Calls > hot, best.Calls > hot);
            var better = isHot != bestIsHot ? bestIsHot : isHot ? probe.Calls < best.Calls : probe.Latency < best.Latency;
            best = better ? probe : best;
        }

        return best;
    }

    /// <summary>The probe is spent once; others of the same server count the call just sent.</summary>
    private void Use(int deployment)
    {
        var used = _pool.FindIndex(probe => probe.Deployment == deployment);
        if (used >= 0)
        {
            _pool.RemoveAt(used);
        }

        for (var i = 0; i < _pool.Count; i++)
        {
            _pool[i] = _pool[i].Deployment == deployment ? _pool[i] with { Calls = _pool[i].Calls + 1 } : _pool[i];
        }
    }

    /// <summary>So that bad probes do not fill the pool, one goes with each query: in turn the oldest, and the one that would be chosen last.</summary>
    private void Drop()
    {
        _dropOldest = !_dropOldest;
        if (_pool.Count == 0)
        {
            return;
        }

        var worst = 0;
        for (var i = 1; i < _pool.Count && !_dropOldest; i++)
        {
            worst = _pool[i].Calls > _pool[worst].Calls ? i : worst;
        }

        _pool.RemoveAt(worst);
    }

    private void Ask(int deployment)
    {
        var asked = context.Deployments[deployment];
        if (!asked.AnswersProbes)
        {
            return;
        }

        if (_pool.Count == PoolSize)
        {
            _pool.RemoveAt(0);
        }

        _replies.Enqueue(asked.InFlight);
        if (_replies.Count > RepliesKept)
        {
            _replies.Dequeue();
        }

        _pool.Add(new Probe(deployment, asked.InFlight, asked.Probes.FirstToken(asked.InFlight, context.Time.Now), context.Seconds));
    }

    private readonly record struct Probe(int Deployment, int Calls, double Latency, double At);
}
