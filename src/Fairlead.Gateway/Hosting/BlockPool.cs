using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Fairlead.Gateway.Hosting;

/// <summary>Gives the server memory in blocks that take a long prompt in two or three reads.</summary>
/// <remarks>
/// Kestrel's own blocks have 4 KB: a 50 KB prompt then costs 13 receive calls and as many segments, which measured as a good third of all
/// the CPU such a request takes. An idle connection holds no block, a slow one holds one: so only so many large ones are given
/// out, and small ones after that.
/// </remarks>
internal sealed class BlockPool : MemoryPool<byte>
{
    /// <summary>What one loopback or large-window read can bring; 16 KB gave two thirds of the gain, 256 KB hardly more.</summary>
    public const int LargeBlock = 64 * 1024;

    /// <summary>Kestrel's own size.</summary>
    public const int SmallBlock = 4 * 1024;

    /// <summary>64 MB at most are out in large blocks, whoever holds them back.</summary>
    public const int MaxLarge = 1024;

    /// <summary>Kept for the next: 8 MB, and 4 MB in small ones. More than that is a burst's, and goes back to the collector.</summary>
    private const int KeptLarge = 128;

    private const int KeptSmall = 1024;

    private readonly Shelf _large = new(LargeBlock, KeptLarge);
    private readonly Shelf _small = new(SmallBlock, KeptSmall);

    public override int MaxBufferSize => LargeBlock;

    /// <summary>A block of at least the size asked for; mostly a large one.</summary>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeBlock);
        return (minBufferSize > SmallBlock || _large.Out < MaxLarge ? _large : _small).Take();
    }

    protected override void Dispose(bool disposing)
    {
        // Blocks are managed memory: those out come back to a shelf that nobody reaches any more.
    }

    /// <summary>Blocks of one size; the last one back is the first one out, for it is still in the caches.</summary>
    private sealed class Shelf(int size, int kept)
    {
        private readonly Lock _gate = new();
        private readonly Block[] _free = new Block[kept];
        private int _count;

        /// <summary>How many are out now.</summary>
        public int Out { get; private set; }

        public Block Take()
        {
            Block? block = null;
            lock (_gate)
            {
                Out++;
                if (_count > 0)
                {
                    block = _free[--_count];
                }
            }

            block ??= new Block(this, size);
            block.Begin();
            return block;
        }

        public void Return(Block block)
        {
            lock (_gate)
            {
                Out--;
                if (_count < _free.Length)
                {
                    _free[_count++] = block;
                }
            }
        }
    }

    private sealed class Block(Shelf shelf, int size) : IMemoryOwner<byte>
    {
        private readonly byte[] _array = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        private int _isOut;

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(_array, 0, _array.Length);

        public void Begin() => _isOut = 1;

        public void Dispose()
        {
            // A block returned twice would be given to two connections: one client would read another's words.
            if (Interlocked.Exchange(ref _isOut, 0) == 0)
            {
                throw new InvalidOperationException("A memory block was returned twice.");
            }

            shelf.Return(this);
        }
    }
}

/// <summary>What the server asks for its pool; found in the services.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
