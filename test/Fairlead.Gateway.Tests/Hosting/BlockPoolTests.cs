using System.Buffers;
using Fairlead.Gateway.Hosting;

namespace Fairlead.Gateway.Tests.Hosting;

public sealed class BlockPoolTests : IDisposable
{
    private readonly BlockPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Block_Returned_IsTheNextOneOut()
    {
        var first = _pool.Rent();
        first.Memory.Span[0] = 42;
        first.Dispose();

        using var second = _pool.Rent();

        Assert.Equal(BlockPool.LargeBlock, second.Memory.Length);
        Assert.Equal(42, second.Memory.Span[0]);
    }

    [Fact]
    public void Block_ReturnedTwice_Throws()
    {
        var block = _pool.Rent();
        block.Dispose();

        Assert.Throws<InvalidOperationException>(block.Dispose);
        using var one = _pool.Rent();
        using var other = _pool.Rent();
        Assert.False(one.Memory.Span.Overlaps(other.Memory.Span));
    }

    [Fact]
    public void ManyHeldBack_NextOnes_AreSmallUntilSomeComeBack()
    {
        var held = new List<IMemoryOwner<byte>>();
        for (var i = 0; i < BlockPool.MaxLarge; i++)
        {
            held.Add(_pool.Rent());
        }

        using (var small = _pool.Rent())
        {
            Assert.Equal(BlockPool.SmallBlock, small.Memory.Length);
        }

        // A size that was asked for is kept to whatever is out.
        using (var needed = _pool.Rent(BlockPool.SmallBlock + 1))
        {
            Assert.Equal(BlockPool.LargeBlock, needed.Memory.Length);
        }

        held[0].Dispose();
        using var large = _pool.Rent();
        Assert.Equal(BlockPool.LargeBlock, large.Memory.Length);
    }

    [Fact]
    public void Block_LargerThanTheLargest_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(BlockPool.LargeBlock + 1));

    [Fact]
    public void ManyThreads_RentAndReturn_NeverShareABlock()
    {
        Parallel.For(0, 8, worker =>
        {
            for (var i = 0; i < 2000; i++)
            {
                using var block = _pool.Rent();
                var span = block.Memory.Span[..64];
                span.Fill((byte)worker);
                Assert.Equal(-1, span.IndexOfAnyExcept((byte)worker));
            }
        });
    }
}
