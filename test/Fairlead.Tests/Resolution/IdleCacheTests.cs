using Fairlead.Resolution;

namespace Fairlead.Tests.Resolution;

/// <summary>What is not asked for within its time, or is too many, is forgotten: the longest unasked first.</summary>
public sealed class IdleCacheTests
{
    private const long Patience = 100;

    private readonly List<string> _made = [];

    private string Get(IdleCache<string> cache, string key, long now) => cache.Get(key, now, key, made =>
    {
        _made.Add(made);
        return made;
    });

    [Fact]
    public void AskedForInTime_IsTheSame_AndItsTimeBeginsAgain()
    {
        var cache = new IdleCache<string>(8, Patience);
        foreach (var now in (long[])[1000, 1100, 1200, 1300])
        {
            Get(cache, "a", now);
        }

        Assert.Equal(["a"], _made);
        Get(cache, "a", 1401);
        Assert.Equal(["a", "a"], _made);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Unasked_IsSweptOutWhenAnotherIsMade_EveryQuarterOfTheTime()
    {
        var cache = new IdleCache<string>(8, Patience);
        Get(cache, "old", 1000);
        Get(cache, "kept", 1060);
        Get(cache, "b", 1100);
        Assert.Equal(3, cache.Count);

        // The last sweep was just before: it is left until the next.
        Get(cache, "c", 1101);
        Assert.Equal(4, cache.Count);
        Get(cache, "d", 1126);
        Assert.Equal(4, cache.Count);
        Get(cache, "kept", 1127);
        Get(cache, "b", 1127);
        Assert.Equal(["old", "kept", "b", "c", "d"], _made);
        Get(cache, "old", 1127);
        Assert.Equal(6, _made.Count);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(16, 2)]
    public void Full_TheLongestUnasked_MakeRoom(int most, int gone)
    {
        var cache = new IdleCache<string>(most, Patience);
        for (var i = 0; i < most; i++)
        {
            Get(cache, $"k{i}", 1000 + i);
        }

        Assert.Equal(most, cache.Count);
        Get(cache, "k0", 1050);
        Get(cache, "new", 1050);
        Assert.Equal(most - gone + 1, cache.Count);
        _made.Clear();
        for (var i = most - 1; i >= gone + 1; i--)
        {
            Get(cache, $"k{i}", 1051);
        }

        Get(cache, "k0", 1051);
        Assert.Empty(_made);
        Get(cache, "k1", 1051);
        Assert.Equal(["k1"], _made);
    }
}
