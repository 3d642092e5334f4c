using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OllamaEmbed;
using Fairlead.Providers.Wire.OpenAIEmbeddings;

namespace Fairlead.Tests.Wire.OllamaEmbed;

public sealed class OllamaEmbedDialectTests
{
    [Theory]
    [InlineData("""{"input":"a"}""", """{"model":"up","input":["a"]}""", "")]
    [InlineData("""{"input":["a","é"],"dimensions":8,"encoding_format":"base64","keep_alive":"5m"}""", """{"model":"up","input":["a","é"],"dimensions":8,"keep_alive":"5m"}""", "")]
    [InlineData("""{"input":"a","user":"u","input_type":"search_query"}""", """{"model":"up","input":["a"]}""", "Hint input_type,Hint user")]
    [InlineData("""{"input":[1,2]}""", """{"model":"up","input":[""]}""", "Content input")]
    public void OpenAIRequest_ToOllama_SaysTheSame(string body, string expected, string lost)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
        var target = new RequestTarget { Model = "up", Vendor = VendorTable.Find("ollama")! };

        Assert.Equal(expected, Write(json => OllamaEmbedDialect.Instance.WriteRequest(OpenAIEmbeddingDialect.Instance.ReadRequest(parsed), target, json)));
        Assert.Equal(lost, string.Join(',', target.Losses.Select(static loss => $"{loss.Kind} {loss.Name}")));
    }

    [Theory]
    [InlineData("""{"model":"m","input":"a","truncate":false}""", """{"model":"up","input":["a"],"truncate":false}""")]
    [InlineData("""{"model":"m","input":["a","b"],"dimensions":4,"options":{"num_ctx":4},"keep_alive":null}""", """{"model":"up","input":["a","b"],"dimensions":4,"options":{"num_ctx":4}}""")]
    public void Request_ReadAndWritten_SaysTheSame(string body, string expected)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
        var target = new RequestTarget { Model = "up", Vendor = VendorTable.Find("ollama")! };

        Assert.Equal(expected, Write(json => OllamaEmbedDialect.Instance.WriteRequest(OllamaEmbedDialect.Instance.ReadRequest(parsed), target, json)));
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("{}", "input")]
    [InlineData("""{"input":7}""", "input")]
    [InlineData("""{"input":[[1]]}""", "input")]
    [InlineData("""{"input":"a","dimensions":"8"}""", "dimensions")]
    public void Request_Wrong_NamesTheParameter(string body, string? parameter)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Equal(parameter, Assert.Throws<WireException>(() => OllamaEmbedDialect.Instance.ReadRequest(parsed)).Parameter);
    }

    [Fact]
    public void Answer_ReadAndWritten_IsTheSame()
    {
        const string Body = """{"model":"nomic","embeddings":[[0.5,-1],[2,3]],"prompt_eval_count":8}""";
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(Body.Replace("}", ",\"total_duration\":14}", StringComparison.Ordinal)));

        var answer = OllamaEmbedDialect.Instance.ReadAnswer(parsed);

        Assert.Equal([2f, 3f], answer.Vectors[1]);
        Assert.Equal(8, answer.Usage!.Value.Input);
        Assert.Equal("total_duration", Assert.Single(answer.Extras).Name);
        Assert.Equal(Body, Write(json => OllamaEmbedDialect.Instance.WriteAnswer(answer, new EmbeddingRequest(), "m", json)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"embeddings":[1]}""")]
    [InlineData("""{"embeddings":[["x"]]}""")]
    public void Answer_Wrong_IsTold(string body)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Throws<WireException>(() => OllamaEmbedDialect.Instance.ReadAnswer(parsed));
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
