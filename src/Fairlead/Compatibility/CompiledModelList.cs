using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Compatibility;

/// <summary>A model list made ready for picking: read once, used for every pick that passes the same entries.</summary>
internal sealed class CompiledModelList
{
    private readonly object[] _entries;
    private readonly Dictionary<object, int> _places;
    private readonly Dictionary<string, int> _byId;
    private readonly (Tier Tier, int Member)[] _seats;
    private readonly Clock _clock;
    private readonly Dictionary<string, List<string>> _idsByEndpoint = new(StringComparer.Ordinal);

    private CompiledModelList(object[] entries, Router router, Clock clock)
    {
        _entries = entries;
        _clock = clock;
        Router = router;
        _places = new Dictionary<object, int>(entries.Length, ReferenceEqualityComparer.Instance);
        _byId = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        _seats = new (Tier, int)[entries.Length];
        var deployments = router.Model.Deployments;
        for (var i = 0; i < entries.Length; i++)
        {
            _places.TryAdd(entries[i], i);
            _byId[deployments[i].Id] = i;
            if (deployments[i].Config.Params.ApiBase is { } endpoint)
            {
                if (!_idsByEndpoint.TryGetValue(endpoint, out var ids))
                {
                    _idsByEndpoint[endpoint] = ids = [];
                }

                ids.Add(deployments[i].Id);
            }
        }

        foreach (var group in router.Model.Groups)
        {
            foreach (var tier in group.Tiers)
            {
                for (var member = 0; member < tier.Members.Length; member++)
                {
                    _seats[_byId[tier.Members[member].Id]] = (tier, member);
                }
            }
        }
    }

    public Router Router { get; }

    /// <summary>Reads a list.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="clock">The clock, which all lists that share states must share.</param>
    /// <param name="random">Chance.</param>
    /// <param name="previous">A list whose deployments' states are taken over; null for none.</param>
    /// <exception cref="ArgumentException">An entry cannot be read.</exception>
    /// <exception cref="RouterConfigException">The entries are not usable.</exception>
    public static CompiledModelList Compile(object[] entries, string strategy, Clock clock, RandomSource random, CompiledModelList? previous)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var list = new DeploymentConfig[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var config = EntryReader.Read(entries[i], i);
            // The documented lists have no rule about ids: of equal ones the first keeps it.
            list[i] = config.Info.Id is { } id && !ids.Add(id) ? config with { Info = config.Info with { Id = null } } : config;
        }

        var router = new RouterConfig
        {
            ModelList = list,
            Router = new RouterSettings { RoutingStrategy = strategy, EnableTagFiltering = true },
        };
        return new CompiledModelList(entries, Router.Create(router, clock, random, previous?.Router.Model), clock);
    }

    /// <summary>Whether these are the same entries in the same order.</summary>
    public bool IsOf<TEntry>(IReadOnlyList<TEntry> entries)
        where TEntry : class
    {
        if (entries.Count != _entries.Length)
        {
            return false;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (!ReferenceEquals(entries[i], _entries[i]))
            {
                return false;
            }
        }

        return true;
    }

    public int CountShared(object[] entries)
    {
        var shared = 0;
        foreach (var entry in entries)
        {
            shared += _places.ContainsKey(entry) ? 1 : 0;
        }

        return shared;
    }

    /// <summary>The entry a deployment was read from.</summary>
    public object EntryOf(Deployment deployment) => _entries[_byId[deployment.Id]];

    /// <summary>Begins a call to an entry's deployment; null where the list does not hold the entry.</summary>
    public HeldDeployment? TryHold(object entry)
    {
        if (!_places.TryGetValue(entry, out var place))
        {
            return null;
        }

        var (tier, member) = _seats[place];
        return new HeldDeployment(Router.Model, _clock, Router.Random, tier, member);
    }

    /// <summary>Names to block, with the ids of the deployments at a blocked endpoint.</summary>
    public IReadOnlyList<string>? Blocked(IReadOnlyList<string>? blocked)
    {
        List<string>? all = null;
        for (var i = 0; i < (blocked?.Count ?? 0); i++)
        {
            if (_idsByEndpoint.TryGetValue(blocked![i], out var ids))
            {
                (all ??= [.. blocked]).AddRange(ids);
            }
        }

        return all ?? blocked;
    }
}
