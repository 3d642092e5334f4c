using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Something requests are sent through: its process is what is measured.</summary>
internal sealed class Target(string name, ChildProcess process, int port, string key, string? probe = null) : IDisposable
{
    public const string NoKey = "sk-client";

    public string Name => name;

    public ChildProcess Process => process;

    public int Port => port;

    public string Key => key;

    /// <summary>Bytes allocated since the start; null where the process has no managed heap to ask.</summary>
    public long? AllocatedBytes => probe is null ? null : AllocationProbe.Read(probe);

    public void Dispose() => process.Dispose();

    /// <summary>Waits until the port takes connections.</summary>
    public Target WhenListening()
    {
        var from = Stopwatch.GetTimestamp();
        using var pause = new ManualResetEventSlim();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                return this;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(from) < TimeSpan.FromSeconds(20))
            {
                pause.Wait(20);
            }
        }
    }

    /// <summary>A port that was free a moment ago: for programs that cannot pick one and say which.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
