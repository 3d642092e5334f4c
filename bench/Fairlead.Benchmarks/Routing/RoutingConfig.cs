using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Fairlead.Benchmarks.Routing;

/// <summary>In the process itself: nothing to restore or build, and the numbers are nanoseconds of pure computing.</summary>
internal sealed class RoutingConfig : ManualConfig
{
    public RoutingConfig()
    {
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(7));
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}
