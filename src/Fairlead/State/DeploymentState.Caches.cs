namespace Fairlead.State;

/// <content>What the provider's cache had part in.</content>
internal sealed partial class DeploymentState
{
    private CacheShares _cache;
    private CacheMemory? _caches;

    /// <summary>What its provider's cache made of prompts; made where a strategy asks for it.</summary>
    public CacheMemory Caches => Volatile.Read(ref _caches) ?? Interlocked.CompareExchange(ref _caches, new CacheMemory(), null) ?? _caches;

    /// <summary>Counts what a call cost more, or less, because of the provider's cache.</summary>
    /// <param name="dollars">US dollars; below zero for less.</param>
    public void CountCache(double dollars)
    {
        lock (_gate)
        {
            _totals.AddCost(dollars);
        }
    }

    /// <summary>Which shares of recent prompts the provider's cache had part in.</summary>
    public CacheShares Cache()
    {
        lock (_gate)
        {
            CatchUp();
            return _cache;
        }
    }
}
