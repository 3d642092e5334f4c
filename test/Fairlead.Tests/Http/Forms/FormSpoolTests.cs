using Fairlead.Providers.Http.Forms;

namespace Fairlead.Tests.Http.Forms;

public sealed class FormSpoolTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1_000, 7)]
    [InlineData(FormSpool.MostInMemory, 4096)]
    [InlineData(FormSpool.MostInMemory + 1, 4096)]
    [InlineData(900_000, 70_001)]
    public async Task Copy_OfAnyRange_GivesWhatWasWritten(int length, int piece)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        using var spool = new FormSpool();
        for (var at = 0; at < length; at += piece)
        {
            await spool.AppendAsync(bytes.AsMemory(at, Math.Min(piece, length - at)), default);
        }

        Assert.Equal(length, spool.Length);
        Assert.Equal(Math.Max(0, length - FormSpool.MostInMemory), spool.InFile);
        foreach (var (start, end) in new[] { (0, length), (0, 0), (length, length), (length / 3, length / 2), (Math.Max(0, length - 5), length), (Math.Min(length, FormSpool.MostInMemory - 1), length) })
        {
            using var copy = new MemoryStream();
            await spool.CopyAsync(start, end, copy, default);
            Assert.True(bytes.AsSpan(start..end).SequenceEqual(copy.ToArray()));
        }
    }

    [Fact]
    public async Task Copies_AtTheSameTime_DoNotDisturbEachOther()
    {
        var bytes = new byte[600_000];
        new Random(7).NextBytes(bytes);
        using var spool = new FormSpool();
        await spool.AppendAsync(bytes, default);

        var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var copy = new MemoryStream();
            await spool.CopyAsync(0, bytes.Length, copy, default);
            return copy.ToArray();
        }));

        Assert.All(copies, copy => Assert.Equal(bytes, copy));
    }

    [Fact]
    public async Task Dispose_AmidACopy_WaitsForIt_AndLeavesNoFile()
    {
        var bytes = new byte[600_000];
        var spool = new FormSpool();
        await spool.AppendAsync(bytes, default);
        using var slow = new SlowStream();
        var copying = spool.CopyAsync(0, bytes.Length, slow, default).AsTask();
        spool.Dispose();
        slow.Go.SetResult();
        await copying;
        Assert.Equal(bytes.Length, slow.Written);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => spool.CopyAsync(0, 1, slow, default).AsTask());
    }

    private sealed class SlowStream : MemoryStream
    {
        public TaskCompletionSource Go { get; } = new();

        public long Written { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Go.Task;
            Written += buffer.Length;
        }
    }
}
