using System.Globalization;
using BenchmarkDotNet.Running;
using Fairlead.Benchmarks.EndToEnd;
using Fairlead.Benchmarks.Routing.ByTurns;

return args switch
{
    ["micro", .. var rest] => Micro(rest),
    ["routing", .. var rest] => RoutingRun.Run(rest),
    ["e2e", .. var rest] => Harness.Run(rest),

    // Roles the end-to-end harness starts itself in.
    ["mock"] => MockUpstream.Run(),
    ["load"] => LoadGenerator.Run(),
    ["raw", var port, var upstream] => RawProxy.Run(
        int.Parse(port, CultureInfo.InvariantCulture), int.Parse(upstream, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Micro(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("micro [BenchmarkDotNet options]\n" + RoutingOptions.Usage + "\n" + HarnessOptions.Usage);
    return 2;
}
