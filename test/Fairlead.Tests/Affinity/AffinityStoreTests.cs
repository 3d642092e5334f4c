using Fairlead.Affinity;
using Fairlead.State;

namespace Fairlead.Tests.Affinity;

public sealed class AffinityStoreTests
{
    [Fact]
    public void Full_MakesRoomByTheTieThatEndsFirst()
    {
        var store = new AffinityStore(4);
        var owner = new DeploymentState();
        for (ulong key = 1; key <= 4; key++)
        {
            store.Set(key, owner, until: 100 + (long)key);
        }

        store.Set(99, owner, until: 200);

        Assert.Null(store.Find(1, now: 0));
        Assert.All((ulong[])[2, 3, 4, 99], key => Assert.Same(owner, store.Find(key, now: 0)));
        Assert.Equal(4, store.Capacity);
    }

    [Fact]
    public void Ended_IsNotFound_AndAnotherOwnerReplaces()
    {
        var store = new AffinityStore(16);
        var (a, b) = (new DeploymentState(), new DeploymentState());
        store.Set(7, a, until: 10);
        Assert.Same(a, store.Find(7, now: 9));
        Assert.Null(store.Find(7, now: 10));
        store.Set(7, b, until: 20);

        Assert.Same(b, store.Find(7, now: 10));
    }

    [Fact]
    public void Tie_KnowsWhatWasReadLast_AndWhatOfItHit()
    {
        var store = new AffinityStore(16);
        var (a, b) = (new DeploymentState(), new DeploymentState());
        store.Set(7, a, until: 10, tokens: 100, hit: 0.5f);
        store.Set(7, a, until: 20);
        Assert.Equal((20L, 100, 0.5f), (store.Look(7, 1)!.Until, store.Look(7, 1)!.Tokens, store.Look(7, 1)!.Hit));
        store.Set(7, a, until: 30, tokens: 200, hit: 0.9f);
        Assert.Equal((200, 0.5f), (store.Look(7, 1)!.Tokens, store.Look(7, 1)!.Hit));
        store.Set(7, b, until: 30);

        Assert.Equal((b, 0, float.NaN), (store.Look(7, 1)!.Owner, store.Look(7, 1)!.Tokens, store.Look(7, 1)!.Hit));
        Assert.Null(store.Look(7, 30));
    }

    [Fact]
    public void FollowingATie_AllocatesNothing()
    {
        var store = new AffinityStore(16);
        var owner = new DeploymentState();
        store.Set(7, owner, until: 10);
        store.Find(7, now: 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            store.Find(7, now: 1);
            store.Set(7, owner, until: 11 + i);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
