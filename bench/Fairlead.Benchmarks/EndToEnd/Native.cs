using System.Runtime.InteropServices;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>The few Linux calls the harness makes itself: its mock and its generator must cost less than what they measure.</summary>
internal static unsafe partial class Native
{
    internal const uint EpollIn = 0x001;
    internal const uint EpollOut = 0x004;
    internal const int EpollAdd = 1;
    internal const int EpollModify = 3;
    internal const int WouldBlock = 11;

    private const string LibC = "libc.so.6";
    private const int NoSignal = 0x4000;
    private const int SetTimerSlack = 29;

    [LibraryImport(LibC, EntryPoint = "epoll_create1")]
    internal static partial int EpollCreate(int flags);

    [LibraryImport(LibC, EntryPoint = "epoll_ctl")]
    internal static partial int EpollControl(int epoll, int operation, int fd, byte* ev);

    [LibraryImport(LibC, EntryPoint = "epoll_pwait2")]
    internal static partial int EpollWait(int epoll, byte* events, int capacity, TimeSpec* timeout, void* signals);

    [LibraryImport(LibC, EntryPoint = "close")]
    internal static partial int Close(int fd);

    [LibraryImport(LibC, EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport(LibC, EntryPoint = "recv")]
    [SuppressGCTransition]
    private static partial nint RecvCore(int fd, byte* buffer, nint length, int flags);

    [LibraryImport(LibC, EntryPoint = "send")]
    [SuppressGCTransition]
    private static partial nint SendCore(int fd, byte* buffer, nint length, int flags);

    [LibraryImport(LibC, EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport(LibC, EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint value, nuint v3, nuint v4, nuint v5);

    [LibraryImport(LibC, EntryPoint = "kill")]
    internal static partial int Kill(int pid, int signal);

    /// <summary>Reads what is there: bytes, 0 when the peer closed, -1 when nothing is there yet.</summary>
    internal static int Receive(int fd, Span<byte> into)
    {
        fixed (byte* start = into)
        {
            var count = (int)RecvCore(fd, start, into.Length, 0);
            return count >= 0 ? count : Failed("recv");
        }
    }

    /// <summary>Sends what fits: bytes, or -1 when nothing fits now.</summary>
    internal static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var count = (int)SendCore(fd, start, bytes.Length, NoSignal);
            return count >= 0 ? count : Failed("send");
        }
    }

    /// <summary>CPU time of a process, user and system, all threads living and ended, in nanoseconds.</summary>
    /// <remarks>The clock id of another process is (~pid &lt;&lt; 3) | CPUCLOCK_SCHED: see clock_getcpuclockid(3).</remarks>
    internal static long CpuNanoseconds(int pid)
    {
        TimeSpec time;
        return ClockGetTime((~pid << 3) | 2, &time) == 0
            ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
            : throw new InvalidOperationException($"Process {pid} is gone.");
    }

    /// <summary>Makes a pipe with a name, for this user alone.</summary>
    internal static void MakePipe(string path)
    {
        if (MakeFifo(path, Convert.ToUInt32("600", 8)) != 0)
        {
            throw new IOException($"mkfifo failed: errno {Marshal.GetLastSystemError()}");
        }
    }

    /// <summary>Lets this thread's timers fire to the microsecond; the kernel's default is 50 µs late.</summary>
    internal static void SharpenTimers() => _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);

    private static int Failed(string call)
    {
        var error = Marshal.GetLastSystemError();
        return error == WouldBlock ? -1 : throw new IOException($"{call} failed: errno {error}");
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
