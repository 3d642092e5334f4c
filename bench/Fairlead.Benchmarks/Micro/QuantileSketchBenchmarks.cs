using BenchmarkDotNet.Attributes;
using Fairlead.Benchmarks.Routing;
using Fairlead.State;

namespace Fairlead.Benchmarks.Micro;

/// <summary>What a report pays for quantiles, and what reading them costs.</summary>
[Config(typeof(RoutingConfig))]
public class QuantileSketchBenchmarks
{
    private QuantileSketch _sketch;
    private double _time = 0.05;

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Learn();
        }
    }

    [Benchmark]
    public void Learn()
    {
        _time = _time > 10 ? 0.05 : _time * 1.01;
        _sketch.Fade(1.0001);
        _sketch.Add(_time);
    }

    [Benchmark]
    public double Read() => _sketch.Quantile(0.95);
}
