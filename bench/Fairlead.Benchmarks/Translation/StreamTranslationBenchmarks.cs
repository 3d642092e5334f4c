using System.Buffers;
using BenchmarkDotNet.Attributes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Benchmarks.Translation;

/// <summary>
/// What it costs to turn a stream into the client's format, by an event of content: cut, read, watched and written, one event a push. What begins and ends
/// a stream, and the objects it takes, are spread over its hundred events.
/// </summary>
[Config(typeof(TranslationConfig))]
public class StreamTranslationBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(16 * 1024);
    private TranslatedRequest _request = null!;
    private Dialect _to = null!;
    private AnswerTarget _target = null!;
    private byte[][] _stream = [];

    [ParamsAllValues]
    public Pair Pair { get; set; }

    [ParamsAllValues]
    public Payload Payload { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _request = new TranslatedRequest(PairedDialects.UpstreamOf(Pair), default, []);
        _to = PairedDialects.ClientOf(Pair);
        _stream = SampleStreams.Of(Pair, Payload);
        using var body = JsonBody.Parse(SampleRequests.Of(Pair));
        _target = new AnswerTarget { Request = _to.ReadRequest(body, null), Model = "m", Id = "0193a7c2f0e17d0a8c5b4a3f2e1d0c9b", Now = 1_741_569_952 };
        if (Translate() < SampleStreams.Events)
        {
            throw new InvalidOperationException("the stream is not translated whole");
        }
    }

    [Benchmark(OperationsPerInvoke = SampleStreams.Events)]
    public int Translate()
    {
        using var translation = new AnswerTranslation(_request, _to, _target, _output);
        var pieces = 0;
        foreach (var piece in _stream)
        {
            _output.ResetWrittenCount();
            translation.Push(piece);
            pieces += _output.WrittenCount > 0 ? 1 : 0;
        }

        translation.Complete();
        return translation.IsWhole ? pieces : 0;
    }
}
