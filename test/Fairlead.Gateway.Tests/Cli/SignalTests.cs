using System.Diagnostics;
using Fairlead.Cli;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Cli;

/// <summary>Commands that serve end when the system asks them to, as a process of their own.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("simulate-provider")]
    public async Task Command_AskedToEnd_Ends(string command)
    {
        if (OperatingSystem.IsWindows())
        {
            // There are no such signals.
            return;
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(FairleadCommand).Assembly.Location, command, "--port", "0"]) { RedirectStandardOutput = true };
        using var patience = new CancellationTokenSource(GatewayFixture.Patience);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("It does not start.");
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line && !line.Contains("http://127.0.0.1:", StringComparison.Ordinal))
            {
            }

            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(patience.Token);

            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
