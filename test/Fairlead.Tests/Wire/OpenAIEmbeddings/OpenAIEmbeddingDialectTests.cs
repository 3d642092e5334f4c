using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.OpenAIEmbeddings;

public sealed class OpenAIEmbeddingDialectTests
{
    private static readonly OpenAIEmbeddingDialect Dialect = OpenAIEmbeddingDialect.Instance;

    [Theory]
    [InlineData("""{"model":"m","input":"a\nb"}""", """{"model":"up","input":["a\nb"]}""")]
    [InlineData("""{"input":["a","é"],"model":"m","dimensions":8,"encoding_format":"base64","user":"u"}""", """{"model":"up","input":["a","é"],"dimensions":8,"encoding_format":"base64","user":"u"}""")]
    [InlineData("""{"model":"m","input":[1,2,3]}""", """{"model":"up","input":[[1,2,3]]}""")]
    [InlineData("""{"model":"m","input":[[1],[2,3]],"encoding_format":"float"}""", """{"model":"up","input":[[1],[2,3]],"encoding_format":"float"}""")]
    [InlineData("""{"model":"m","input":"a","input_type":"search_query","own":{"x":1},"user":null}""", """{"model":"up","input":["a"],"input_type":"search_query","own":{"x":1}}""")]
    [InlineData("""{"model":"m","input":"a","task_type":"RETRIEVAL_QUERY"}""", """{"model":"up","input":["a"],"input_type":"RETRIEVAL_QUERY"}""")]
    public void Request_ReadAndWritten_SaysTheSame(string body, string expected)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Equal(expected, Write(json => Dialect.WriteRequest(Dialect.ReadRequest(parsed), Target(), json)));
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("{}", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":7}""", "input")]
    [InlineData("""{"input":[{}]}""", "input")]
    [InlineData("""{"input":["a",3]}""", "input")]
    [InlineData("""{"input":"a","dimensions":"8"}""", "dimensions")]
    [InlineData("""{"input":"a","encoding_format":"int8"}""", "encoding_format")]
    [InlineData("""{"input":"a","user":1}""", "user")]
    public void Request_Wrong_NamesTheParameter(string body, string? parameter)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.Equal(parameter, Assert.Throws<WireException>(() => Dialect.ReadRequest(parsed)).Parameter);
    }

    [Fact]
    public void Answer_NumbersAndBase64OutOfOrder_AreReadByIndex()
    {
        var base64 = Convert.ToBase64String([.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        var answer = Read($$$"""{"model":"m","data":[{"index":1,"embedding":[0.25,3]},{"index":0,"embedding":"{{{base64}}}"}],"usage":{"prompt_tokens":4,"total_tokens":4},"id":"x"}""");

        Assert.Equal([1.5f, -2f], answer.Vectors[0]);
        Assert.Equal([0.25f, 3f], answer.Vectors[1]);
        Assert.Equal((4, 0), (answer.Usage!.Value.Input, answer.Usage.Value.Output));
        Assert.Equal("m", answer.Model);
        Assert.Equal("id", Assert.Single(answer.Extras).Name);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":5,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":-1,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"embedding":"!!"}]}""")]
    [InlineData("""{"data":[{"embedding":"AAAAAAA="}]}""")]
    [InlineData("""{"data":[{"embedding":"AADAfw=="}]}""")]
    [InlineData("""{"data":[{"embedding":[1e99]}]}""")]
    [InlineData("""{"data":[{"embedding":["1"]}]}""")]
    [InlineData("""{"data":[{"embedding":{}}]}""")]
    [InlineData("""{"data":[{}]}""")]
    public void Answer_Wrong_IsTold(string body) => Assert.Throws<WireException>(() => Read(body));

    [Fact]
    public void Answer_WrittenAndRead_IsTheSameInBothForms()
    {
        var numbers = Gen.Choose(int.MinValue, int.MaxValue).Select(static bits => BitConverter.Int32BitsToSingle(bits)).Where(float.IsFinite);
        var answers =
            from vectors in Gen.ArrayOf(Gen.ArrayOf(numbers))
            from base64 in Gen.Elements(true, false)
            from tokens in Gen.Choose(0, 1000)
            select (vectors, base64, tokens);
        Prop.ForAll(answers.ToArbitrary(), given =>
        {
            var answer = new EmbeddingAnswer { Model = "m", Usage = new AnswerUsage { Input = given.tokens } };
            answer.Vectors.AddRange(given.vectors);
            var read = Read(Write(json => Dialect.WriteAnswer(answer, new EmbeddingRequest { Base64 = given.base64 }, "asked", json)));

            Assert.Equal(given.vectors, read.Vectors);
            Assert.Equal(answer.Usage, read.Usage);
            Assert.Equal("m", read.Model);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Answer_FormThatWasAskedFor_IsWritten()
    {
        var answer = new EmbeddingAnswer();
        answer.Vectors.Add([0.25f, -1f]);

        Assert.Equal(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.25,-1]}],"model":"asked","usage":{"prompt_tokens":0,"total_tokens":0}}""",
            Write(json => Dialect.WriteAnswer(answer, new EmbeddingRequest(), "asked", json)));
        Assert.Contains(
            $"\"{Convert.ToBase64String([.. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(-1f)])}\"",
            Write(json => Dialect.WriteAnswer(answer, new EmbeddingRequest { Base64 = true }, "asked", json)),
            StringComparison.Ordinal);
    }

    private static RequestTarget Target() => new() { Model = "up", Vendor = VendorTable.Find("openai")! };

    private static EmbeddingAnswer Read(string body)
    {
        using var parsed = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
        return Dialect.ReadAnswer(parsed);
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
