using System.Text;
using BenchmarkDotNet.Attributes;
using Fairlead.Providers.Streaming;

namespace Fairlead.Benchmarks.Streaming;

/// <summary>What it costs to watch a stream go by: nanoseconds an event of about 350 bytes, in three ways of being cut.</summary>
[MemoryDiagnoser]
public class ScannerBenchmarks : IDisposable
{
    private const int Events = 400;

    private readonly SseScanner _scanner = new();
    private readonly JsonUsageScanner _json = new();
    private byte[][] _perEvent = [];
    private byte[][] _split = [];
    private byte[] _whole = [];
    private byte[] _answer = [];

    [GlobalSetup]
    public void Setup()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Events; i++)
        {
            text.Append("data: {\"id\":\"chatcmpl-BQ9x3V7mJkL2nP4rT6wY8zA1cE5gI\",\"object\":\"chat.completion.chunk\",\"created\":1741569952,\"model\":\"gpt-4.1-2025-04-14\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_44added55e\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"Kd8sJ2mQ9xZ\"}\n\n");
        }

        _whole = Encoding.UTF8.GetBytes(text.ToString());
        var length = _whole.Length / Events;
        _perEvent = _whole.Chunk(length).ToArray();
        _split = _whole.Chunk(length - 1).ToArray();
        _answer = Encoding.UTF8.GetBytes("""{"id":"x","choices":[{"message":{"role":"assistant","content":"TEXT"}}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30,"prompt_tokens_details":{"cached_tokens":0}}}""".Replace("TEXT", new string('a', 700), StringComparison.Ordinal));
    }

    [Benchmark(OperationsPerInvoke = Events, Baseline = true)]
    public bool OneEventAChunk() => Run(_perEvent);

    [Benchmark(OperationsPerInvoke = Events)]
    public bool EveryEventCutInTwo() => Run(_split);

    [Benchmark(OperationsPerInvoke = Events)]
    public bool AllInOneChunk()
    {
        _scanner.Reset();
        _scanner.Push(_whole);
        return _scanner.ContentSeen;
    }

    [Benchmark]
    public bool PlainAnswerOf1Kb()
    {
        _json.Reset();
        _json.Push(_answer);
        return _json.UsageSeen;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _scanner.Dispose();
        _json.Dispose();
        GC.SuppressFinalize(this);
    }

    private bool Run(byte[][] chunks)
    {
        _scanner.Reset();
        foreach (var chunk in chunks)
        {
            _scanner.Push(chunk);
        }

        return _scanner.ContentSeen;
    }
}
