using System.Runtime.InteropServices;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>A level-triggered epoll set. One thread only.</summary>
internal sealed unsafe class Poller : IDisposable
{
    private const int Capacity = 256;

    // struct epoll_event is packed on x86-64 and nowhere else: see epoll_ctl(2) and bits/epoll.h.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - 8;

    private readonly int _epoll = Native.EpollCreate(0);
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed((nuint)(Capacity * EventSize));

    public void Add(int fd, int token) => Control(Native.EpollAdd, fd, token, Native.EpollIn);

    /// <summary>Asks to be told when the socket takes bytes again, or no more.</summary>
    public void WatchWrites(int fd, int token, bool watch) =>
        Control(Native.EpollModify, fd, token, watch ? Native.EpollIn | Native.EpollOut : Native.EpollIn);

    /// <summary>Waits for events.</summary>
    /// <param name="nanoseconds">The longest wait; negative waits without end, 0 does not wait.</param>
    public int Wait(long nanoseconds)
    {
        var time = new Native.TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        return Math.Max(0, Native.EpollWait(_epoll, _events, Capacity, nanoseconds < 0 ? null : &time, null));
    }

    public int Token(int index) => *(int*)(_events + (index * EventSize) + DataOffset);

    public bool Writable(int index) => (*(uint*)(_events + (index * EventSize)) & Native.EpollOut) != 0;

    public void Dispose()
    {
        _ = Native.Close(_epoll);
        NativeMemory.Free(_events);
    }

    private void Control(int operation, int fd, int token, uint events)
    {
        var ev = stackalloc byte[16];
        *(uint*)ev = events;
        *(long*)(ev + DataOffset) = token;
        if (Native.EpollControl(_epoll, operation, fd, ev) != 0)
        {
            throw new IOException($"epoll_ctl failed: errno {Marshal.GetLastSystemError()}");
        }
    }
}
