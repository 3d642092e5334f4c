using System.Globalization;
using System.Net.Sockets;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Asks a .NET process how many bytes it has allocated, without a line in that process's own code.</summary>
/// <remarks>The runtime's start-up hook loads this assembly into the process; a sleeping thread there answers on a Unix socket.</remarks>
internal static class AllocationProbe
{
    private const string SocketVariable = "FAIRLEAD_BENCH_PROBE";

    /// <summary>The variables a process needs to answer on a socket.</summary>
    public static Dictionary<string, string> EnvironmentFor(string socketPath) => new()
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(AllocationProbe).Assembly.Location,
        [SocketVariable] = socketPath,
    };

    public static long Read(string socketPath)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        using var reader = new StreamReader(new NetworkStream(socket));
        return long.Parse(reader.ReadToEnd(), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs in the process under test.</summary>
    public static void Answer()
    {
        if (Environment.GetEnvironmentVariable(SocketVariable) is not { Length: > 0 } path)
        {
            return;
        }

        // Synchronous and on its own thread: the socket engine of the process must start with the settings of its own Main.
        new Thread(() =>
        {
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            while (true)
            {
                using var caller = listener.Accept();
                caller.Send(System.Text.Encoding.ASCII.GetBytes(GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture)));
            }
        })
        { IsBackground = true, Name = "allocation probe" }.Start();
    }
}
