using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.GoogleEmbeddings;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;

namespace Fairlead.Tests.Wire.GoogleEmbeddings;

public sealed class GoogleEmbeddingDialectTests
{
    [Theory]
    [InlineData("gemini", "gemini-embedding-001", """{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":8},{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"b"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":8}]}""")]
    [InlineData("vertex_ai", "text-embedding-005", """{"instances":[{"content":"a","task_type":"RETRIEVAL_QUERY"},{"content":"b","task_type":"RETRIEVAL_QUERY"}],"parameters":{"outputDimensionality":8}}""")]
    [InlineData("vertex_ai", "gemini-embedding-2-preview", """{"content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":8}""")]
    public void Request_OfOpenAI_IsGoogles(string vendor, string model, string expected)
    {
        using var body = JsonBody.Parse("""{"input":["a","b"],"dimensions":8,"input_type":"search_query"}"""u8.ToArray());
        var request = OpenAIEmbeddingDialect.Instance.ReadRequest(body);
        var target = new RequestTarget { Model = model, Vendor = VendorTable.Find(vendor)! };

        var written = Write(json => Dialect(vendor).WriteRequest(request, target, json));

        Assert.Equal(expected, written);
        Assert.Empty(target.Losses);
        using var again = JsonBody.Parse(Encoding.UTF8.GetBytes(written));
        var back = Dialect(vendor).ReadRequest(again);
        Assert.Equal(("a", 8, "RETRIEVAL_QUERY"), (back.Inputs[0].Text.ToString(), back.Dimensions!.Value, back.Purpose));
    }

    [Theory]
    [InlineData("gemini", """{"embeddings":[{"values":[1,0.5]},{"values":[2,0.5]}]}""", 2, 0)]
    [InlineData("vertex_ai", """{"predictions":[{"embeddings":{"values":[1,0.5],"statistics":{"token_count":3,"truncated":false}}},{"embeddings":{"values":[2],"statistics":{"token_count":4}}}]}""", 2, 7)]
    [InlineData("vertex_ai", """{"embedding":{"values":[1]},"usageMetadata":{"promptTokenCount":5}}""", 1, 5)]
    public void Answer_IsRead(string vendor, string json, int count, int tokens)
    {
        using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(json));

        var answer = Dialect(vendor).ReadAnswer(body);

        Assert.Equal((count, 1f, tokens), (answer.Vectors.Count, answer.Vectors[0][0], answer.Usage?.Input ?? 0));
    }

    [Fact]
    public void Answers_Recorded_AreRead()
    {
        foreach (var (provider, endpoint, vendor) in (ReadOnlySpan<(string, string, string)>)[("gemini", "batchEmbedContents", "gemini"), ("vertex", "predict", "vertex_ai")])
        {
            foreach (var recording in Recordings.Recordings.Of(provider, endpoint).Where(static recording => recording.Status == 200))
            {
                using var body = JsonBody.Parse(recording.Response);
                Assert.NotEmpty(Dialect(vendor).ReadAnswer(body).Vectors);
            }
        }
    }

    private static EmbeddingDialect Dialect(string vendor) => vendor == "gemini" ? GeminiEmbeddingDialect.Instance : VertexEmbeddingDialect.Instance;

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
