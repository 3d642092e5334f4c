using System.Diagnostics;

namespace Fairlead.Mutation.Asking;

/// <summary>
/// Ends this process when a test does not end. A turning loop is told by the processor time it used and a wait for what never
/// comes by no thread having anything to do, so that a busy machine does not look like a hang.
/// </summary>
internal sealed class HangWatch
{
    // The slowest tests of the kernel asked take a few seconds.
    private static readonly TimeSpan Turning = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private const double TimesTheUsual = 15;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly Action<KernelTest> _hung;
    private readonly long _until;
    private Watched? _watched;

    /// <param name="hung">Told before the process ends.</param>
    /// <param name="until">When the process ends in any case, in ticks of the stopwatch.</param>
    public HangWatch(Action<KernelTest> hung, long until)
    {
        _hung = hung;
        _until = until;
        new Thread(Look) { IsBackground = true, Name = "hang watch", Priority = ThreadPriority.AboveNormal }.Start();
    }

    public void Begin(KernelTest test) => Volatile.Write(ref _watched, new Watched(test));

    public void End() => Volatile.Write(ref _watched, null);

    private void Look()
    {
        using var never = new ManualResetEvent(initialState: false);
        var threads = new ThreadTimes();
        while (!never.WaitOne(BetweenLooks))
        {
            var busy = threads.AnyWasBusy();
            if (Volatile.Read(ref _watched) is { } watched && watched.IsHung(busy))
            {
                _hung(watched.Test);
                Die();
            }

            if (Stopwatch.GetTimestamp() > _until)
            {
                Die();
            }
        }
    }

    // No way out of a loop in another thread is milder.
    private static void Die() => Process.GetCurrentProcess().Kill();

    private sealed class Watched(KernelTest test)
    {
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly TimeSpan _used = Environment.CpuUsage.TotalTime;
        private long _busyAt = Stopwatch.GetTimestamp();

        public KernelTest Test { get; } = test;

        public bool IsHung(bool isBusy)
        {
            var usual = TimeSpan.FromMilliseconds(Test.Milliseconds * TimesTheUsual);
            if (isBusy)
            {
                _busyAt = Stopwatch.GetTimestamp();
            }

            return Environment.CpuUsage.TotalTime - _used > Turning + usual
                || Stopwatch.GetElapsedTime(_busyAt) > Waiting + usual
                || Stopwatch.GetElapsedTime(_began) > Longest + usual;
        }
    }
}
