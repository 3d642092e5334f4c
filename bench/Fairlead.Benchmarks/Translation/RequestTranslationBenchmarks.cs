using BenchmarkDotNet.Attributes;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Benchmarks.Translation;

/// <summary>What it costs to turn a request of about 2 KB into the deployment's format: read once a request, written once an attempt.</summary>
[Config(typeof(TranslationConfig))]
public class RequestTranslationBenchmarks : IDisposable
{
    private readonly UpstreamClient _client = new();
    private byte[] _body = [];
    private string _model = "";
    private Dialect _from = null!;
    private Dialect _to = null!;
    private Deployment _deployment = null!;
    private UpstreamEndpoint _endpoint = null!;
    private Conversation _conversation = null!;

    [ParamsAllValues]
    public Pair Pair { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (var vendor, _model) = PairedDialects.ModelOf(Pair);
        _from = PairedDialects.ClientOf(Pair);
        _to = PairedDialects.UpstreamOf(Pair);
        _body = SampleRequests.Of(Pair);
        _endpoint = new UpstreamEndpoint { Owner = _client, Vendor = VendorTable.Find(vendor)! };
        _deployment = new Deployment("d", new DeploymentConfig { ModelName = "g", Params = new DeploymentParams { Model = $"{vendor}/{_model}" } }, vendor, _model);
        _conversation = Read();
        if (RequestTranslator.Write(_conversation, _endpoint, _deployment, _model, _to).Losses.Any(static loss => loss.Kind != LossKind.Hint))
        {
            throw new InvalidOperationException("the request is not translated whole");
        }
    }

    [Benchmark]
    public int ReadAndWrite() => RequestTranslator.Write(Read(), _endpoint, _deployment, _model, _to).Body.Length;

    [Benchmark]
    public int WriteAgain() => RequestTranslator.Write(_conversation, _endpoint, _deployment, _model, _to).Body.Length;

    [GlobalCleanup]
    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    private Conversation Read()
    {
        using var body = JsonBody.Parse(_body);
        return _from.ReadRequest(body, null);
    }
}
