using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.CohereEmbed;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;

namespace Fairlead.Tests.Wire.CohereEmbed;

public sealed class CohereEmbedDialectTests
{
    [Theory]
    [InlineData("""{"input":"a"}""", """{"model":"up","texts":["a"],"input_type":"search_document","embedding_types":["float"]}""", "")]
    [InlineData("""{"input":["a","é"],"dimensions":8,"encoding_format":"base64","truncate":"END"}""", """{"model":"up","texts":["a","é"],"input_type":"search_document","embedding_types":["float"],"output_dimension":8,"truncate":"END"}""", "")]
    [InlineData("""{"input":"a","user":"u","input_type":"query"}""", """{"model":"up","texts":["a"],"input_type":"search_query","embedding_types":["float"]}""", "Hint user")]
    [InlineData("""{"input":"a","task_type":"CLUSTERING"}""", """{"model":"up","texts":["a"],"input_type":"clustering","embedding_types":["float"]}""", "")]
    [InlineData("""{"input":[1,2]}""", """{"model":"up","texts":[""],"input_type":"search_document","embedding_types":["float"]}""", "Content input")]
    public void OpenAIRequest_ToCohere_SaysTheSame(string body, string expected, string lost)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
        var target = new RequestTarget { Model = "up", Vendor = VendorTable.Find("cohere")! };

        Assert.Equal(expected, Write(json => CohereEmbedDialect.Instance.WriteRequest(OpenAIEmbeddingDialect.Instance.ReadRequest(parsed), target, json)));
        Assert.Equal(lost, string.Join(',', target.Losses.Select(static loss => $"{loss.Kind} {loss.Name}")));
    }

    [Fact]
    public void Request_ReadAndWritten_SaysTheSame()
    {
        using var parsed = JsonBody.Parse("""{"model":"m","texts":["a"],"input_type":"classification","embedding_types":["base64"],"output_dimension":4,"truncate":"NONE"}"""u8.ToArray());
        var request = CohereEmbedDialect.Instance.ReadRequest(parsed);
        var target = new RequestTarget { Model = "up", Vendor = VendorTable.Find("cohere")! };

        Assert.True(request.Base64);
        Assert.Equal(
            """{"model":"up","texts":["a"],"input_type":"classification","embedding_types":["float"],"output_dimension":4,"truncate":"NONE"}""",
            Write(json => CohereEmbedDialect.Instance.WriteRequest(request, target, json)));
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("{}", "texts")]
    [InlineData("""{"texts":"a"}""", "texts")]
    [InlineData("""{"texts":[1]}""", "texts")]
    [InlineData("""{"texts":["a"],"output_dimension":"8"}""", "output_dimension")]
    [InlineData("""{"texts":["a"],"embedding_types":["int8"]}""", "embedding_types")]
    public void Request_Wrong_NamesTheParameter(string body, string? parameter)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Equal(parameter, Assert.Throws<WireException>(() => CohereEmbedDialect.Instance.ReadRequest(parsed)).Parameter);
    }

    [Theory]
    [InlineData(false, """{"embeddings":{"float":[[0.5,-1],[2,3]]},"meta":{"billed_units":{"input_tokens":8}},"response_type":"embeddings_by_type"}""")]
    [InlineData(true, """{"embeddings":{"base64":["AAAAPwAAgL8=","AAAAQAAAQEA="]},"meta":{"billed_units":{"input_tokens":8}},"response_type":"embeddings_by_type"}""")]
    public void Answer_ReadAndWritten_IsTheSame(bool base64, string body)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        var answer = CohereEmbedDialect.Instance.ReadAnswer(parsed);

        Assert.Equal([2f, 3f], answer.Vectors[1]);
        Assert.Equal(8, answer.Usage!.Value.Input);
        Assert.Equal(body, Write(json => CohereEmbedDialect.Instance.WriteAnswer(answer, new EmbeddingRequest { Base64 = base64 }, "m", json)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"embeddings":{"int8":[[1]]}}""")]
    [InlineData("""{"embeddings":[["x"]]}""")]
    public void Answer_Wrong_IsTold(string body)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Throws<WireException>(() => CohereEmbedDialect.Instance.ReadAnswer(parsed));
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
