using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockEmbeddings;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Wire.BedrockEmbeddings;

public sealed class BedrockEmbeddingDialectTests
{
    private const string Titan1 = "amazon.titan-embed-text-v1";
    private const string Titan2 = "amazon.titan-embed-text-v2:0";
    private const string TitanImage = "us-east-1/amazon.titan-embed-image-v1";
    private const string Cohere3 = "cohere.embed-english-v3";
    private const string Cohere4 = "us.cohere.embed-v4:0";

    private static readonly BedrockEmbeddingDialect Dialect = BedrockEmbeddingDialect.Instance;

    [Theory]
    [InlineData(Titan2, """{"input":"a\nb","dimensions":256,"normalize":true}""", """{"inputText":"a\nb","dimensions":256,"normalize":true}""", "")]
    [InlineData(Titan1, """{"input":"a","dimensions":256}""", """{"inputText":"a"}""", "Parameter dimensions")]
    [InlineData(TitanImage, """{"input":"a","dimensions":384}""", """{"inputText":"a","embeddingConfig":{"outputEmbeddingLength":384}}""", "")]
    [InlineData(Titan2, """{"input":[[1,2]],"user":"u","input_type":"x"}""", """{"inputText":""}""", "Content input, Hint input_type, Hint user")]
    [InlineData(Cohere3, """{"input":["a","b"],"encoding_format":"base64"}""", """{"texts":["a","b"],"input_type":"search_document"}""", "")]
    [InlineData(Cohere3, """{"input":["a"],"dimensions":8,"input_type":"RETRIEVAL_QUERY"}""", """{"texts":["a"],"input_type":"search_query"}""", "Parameter dimensions")]
    [InlineData(Cohere4, """{"input":["a"],"dimensions":512,"input_type":"classification","truncate":"END"}""", """{"texts":["a"],"input_type":"classification","output_dimension":512,"truncate":"END"}""", "")]
    public void Request_OfOpenAI_IsTheMakers(string model, string body, string expected, string losses)
    {
        var target = new RequestTarget { Model = model, Vendor = VendorTable.Find("bedrock")! };
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
        var request = OpenAIEmbeddingDialect.Instance.ReadRequest(parsed);

        Assert.Equal(expected, Write(json => Dialect.WriteRequest(request, target, json)));
        Assert.Equal(losses, string.Join(", ", target.Losses.Select(static loss => $"{loss.Kind} {loss.Name}")));
    }

    [Theory]
    [InlineData(Titan2, """{"inputText":"a","dimensions":256,"normalize":false}""")]
    [InlineData(TitanImage, """{"inputText":"a","embeddingConfig":{"outputEmbeddingLength":384}}""")]
    [InlineData(Cohere4, """{"texts":["a","é"],"input_type":"clustering","output_dimension":256,"truncate":"NONE"}""")]
    public void Request_ReadAndWritten_IsTheSame(string model, string body)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Equal(body, Write(json => Dialect.WriteRequest(Dialect.ReadRequest(parsed), new RequestTarget { Model = model, Vendor = VendorTable.Find("bedrock")! }, json)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"inputText":1}""")]
    [InlineData("""{"texts":[]}""")]
    [InlineData("""{"texts":"a"}""")]
    [InlineData("""{"texts":[1]}""")]
    public void Request_Wrong_IsTold(string body)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Throws<WireException>(() => Dialect.ReadRequest(parsed));
    }

    [Theory]
    [InlineData("""{"embedding":[0.5,-1],"inputTextTokenCount":7,"embeddingsByType":{"float":[0.5,-1]}}""", 1, 7)]
    [InlineData("""{"embeddings":[[0.5,-1],[2,3]],"id":"x","response_type":"embeddings_floats","texts":["a","b"]}""", 2, null)]
    [InlineData("""{"embeddings":{"float":[[0.5,-1]]},"response_type":"embeddings_by_type"}""", 1, null)]
    public void Answer_OfAnyMaker_IsRead(string body, int vectors, int? tokens)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
        var answer = Dialect.ReadAnswer(parsed);

        Assert.Equal(vectors, answer.Vectors.Count);
        Assert.Equal([0.5f, -1f], answer.Vectors[0]);
        Assert.Equal(tokens, answer.Usage?.Input);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"embeddings":{"int8":[[1]]}}""")]
    [InlineData("""{"embedding":["a"]}""")]
    public void Answer_Wrong_IsTold(string body)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Throws<WireException>(() => Dialect.ReadAnswer(parsed));
    }

    [Theory]
    [InlineData(Titan2, 1)]
    [InlineData(Cohere3, 2)]
    public void Answer_WrittenAndRead_IsTheSame(string model, int vectors)
    {
        var answer = new EmbeddingAnswer { Usage = new AnswerUsage { Input = 3 } };
        answer.Vectors.AddRange(Enumerable.Range(0, vectors).Select(static i => new float[] { i, 0.25f }));
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(Write(json => Dialect.WriteAnswer(answer, new EmbeddingRequest(), model, json))));

        Assert.Equal(answer.Vectors, Dialect.ReadAnswer(parsed).Vectors);
    }

    [Fact]
    public async Task Generator_SeveralTextsForTitan_AreSeveralCalls()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = request => FakeReply.Json($$"""{"embedding":[{{JsonDocument.Parse(request.Body).RootElement.GetProperty("inputText").GetString()!.Length}}],"inputTextTokenCount":2}""");
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        using var generator = new DeploymentEmbeddingGenerator(client, Deployments.Of("bedrock", Titan2, new DeploymentParams { Model = "", ApiBase = upstream.Url, ApiKey = new Secret("k") }));

        var answer = await generator.GenerateAsync(["a", "bb", "ccc", "dddd", "eeeee"]);

        Assert.Equal([1f, 2f, 3f, 4f, 5f], answer.Select(static one => one.Vector.Span[0]));
        Assert.Equal(10, answer.Usage?.InputTokenCount);
        Assert.Equal(5, upstream.Requests.Count);
        Assert.All(upstream.Requests, static request => Assert.Equal("/model/amazon.titan-embed-text-v2%3A0/invoke", request.Path));
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
