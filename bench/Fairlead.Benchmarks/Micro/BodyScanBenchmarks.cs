using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Fairlead.Benchmarks.EndToEnd;
using Fairlead.Gateway.Relay;

namespace Fairlead.Benchmarks.Micro;

/// <summary>Crossing a prompt to find what stands behind it: the reader against the skipper.</summary>
[MemoryDiagnoser]
public class BodyScanBenchmarks
{
    private byte[] _messages = [];

    [Params(1_000, 50_000)]
    public int PromptBytes { get; set; }

    [GlobalSetup]
    public void Setup() => _messages = Encoding.ASCII.GetBytes(
        $$"""[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"{{Prose.OfLength(PromptBytes)}}"}]""");

    [Benchmark(Baseline = true)]
    public long Reader()
    {
        var reader = new Utf8JsonReader(_messages);
        reader.Read();
        reader.Skip();
        return reader.BytesConsumed;
    }

    [Benchmark]
    public int Skip() => JsonSkip.Value(_messages, 0);
}
