using System.Globalization;
using System.Text;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Asks a .NET process how many bytes it has allocated, without a line in that process's own code.</summary>
/// <remarks>
/// The runtime's start-up hook loads this assembly into the process; a sleeping thread there answers over two pipes with names.
/// Not over a socket: that could start the socket engine before the process's own Main has chosen its settings.
/// </remarks>
internal static class AllocationProbe
{
    private const string PathVariable = "FAIRLEAD_BENCH_PROBE";
    private const int Digits = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Makes the pipes, and says what a process must have in its environment to answer on them.</summary>
    public static Dictionary<string, string> EnvironmentFor(string path)
    {
        Native.MakePipe(Questions(path));
        Native.MakePipe(Answers(path));
        return new()
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(AllocationProbe).Assembly.Location,
            [PathVariable] = path,
        };
    }

    public static long Read(string path)
    {
        using var questions = Open(Questions(path));
        using var answers = Open(Answers(path));
        questions.WriteByte((byte)'?');
        var digits = new byte[Digits];
        return answers.ReadExactlyAsync(digits).AsTask().Wait(Patience)
            ? long.Parse(digits, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("The process does not say what it has allocated.");
    }

    /// <summary>Runs in the process under test.</summary>
    public static void Answer()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is not { Length: > 0 } path)
        {
            return;
        }

        new Thread(() =>
        {
            using var questions = Open(Questions(path));
            using var answers = Open(Answers(path));
            while (questions.ReadByte() >= 0)
            {
                answers.Write(Encoding.ASCII.GetBytes(GC.GetTotalAllocatedBytes(precise: true).ToString("D" + Digits, CultureInfo.InvariantCulture)));
            }
        })
        { IsBackground = true, Name = "allocation probe" }.Start();
    }

    private static string Questions(string path) => path + ".ask";

    private static string Answers(string path) => path + ".say";

    // Open for both directions: then opening does not wait for the other side, and no side sees an end (fifo(7)).
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
}
