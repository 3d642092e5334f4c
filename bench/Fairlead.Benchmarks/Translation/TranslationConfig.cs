using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Fairlead.Benchmarks.Translation;

/// <summary>In the process itself, in iterations shorter than a turn on a core, of which many: on a busy machine the least of them was not interrupted.</summary>
internal sealed class TranslationConfig : ManualConfig
{
    public TranslationConfig()
    {
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationTime(TimeInterval.FromMilliseconds(10)).WithWarmupCount(200).WithIterationCount(150));
        AddColumn(BenchmarkDotNet.Columns.StatisticColumn.Min, BenchmarkDotNet.Columns.StatisticColumn.Median);
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}
