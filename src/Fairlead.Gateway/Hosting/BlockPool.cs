using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Fairlead.Gateway.Hosting;

/// <summary>
/// Kestrel's receive and send blocks, 16 KB instead of its 4 KB. A 50 KB prompt then takes a quarter of the system calls to receive
/// (measured: 15 % less CPU for it; 64 KB blocks gain a little more, and cost each open stream four times the memory).
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    public const int BlockSize = 16 * 1024;

    /// <summary>Blocks kept for reuse: 16 MB. What a burst needs beyond that goes to the garbage collector.</summary>
    private const int MaxKept = 1024;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (_free.TryDequeue(out var block))
        {
            Interlocked.Decrement(ref _kept);
            return block;
        }

        return new Block(this);
    }

    protected override void Dispose(bool disposing) => _free.Clear();

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= MaxKept)
        {
            _free.Enqueue(block);
        }
        else
        {
            Interlocked.Decrement(ref _kept);
        }
    }

    /// <summary>Pinned for life, so that the sockets need not pin it for each operation.</summary>
    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => pool.Return(this);
    }
}

/// <summary>Gives Kestrel its pools.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
