using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.Rerank;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.Rerank;

public sealed class RerankFormTests(ITestOutputHelper output)
{
    private const string Client =
        """{"model":"m","query":"red \"fish\"","documents":["a red fish",{"text":"a bird","id":7},{"title":"x"}],"top_n":2,"return_documents":true,"max_tokens_per_doc":512,"rank_fields":["text"]}""";

    private static readonly Dictionary<string, RerankForm> Forms = new()
    {
        ["cohere"] = RerankForm.Cohere,
        ["voyage"] = RerankForm.Voyage,
        ["fireworks_ai"] = RerankForm.Fireworks,
        ["bedrock"] = RerankForm.Bedrock,
    };

    [Theory]
    [InlineData("cohere", "rerank-v3.5", """{"model":"rerank-v3.5","query":"red \"fish\"","documents":["a red fish","a bird","{\"title\":\"x\"}"],"top_n":2,"max_tokens_per_doc":512}""", "rank_fields")]
    [InlineData("voyage", "rerank-2.5", """{"model":"rerank-2.5","query":"red \"fish\"","documents":["a red fish","a bird","{\"title\":\"x\"}"],"top_k":2}""", "max_tokens_per_doc rank_fields")]
    [InlineData("fireworks_ai", "r", """{"model":"r","query":"red \"fish\"","documents":["a red fish","a bird","{\"title\":\"x\"}"],"top_n":2}""", "max_tokens_per_doc rank_fields")]
    [InlineData("bedrock", "amazon.rerank-v1:0", """{"query":"red \"fish\"","documents":["a red fish","a bird","{\"title\":\"x\"}"],"top_n":2,"max_tokens_per_doc":512}""", "rank_fields")]
    [InlineData("bedrock", "cohere.rerank-v3-5:0", """{"api_version":2,"query":"red \"fish\"","documents":["a red fish","a bird","{\"title\":\"x\"}"],"top_n":2,"max_tokens_per_doc":512}""", "rank_fields")]
    public void Request_IsWrittenInTheVendorsForm(string vendor, string model, string expected, string lost)
    {
        using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(Client));
        var target = new RequestTarget { Model = model, Vendor = VendorTable.Find(vendor)! };

        var written = Write(json => Forms[vendor].WriteRequest(RerankForm.ReadRequest(body), target, json));

        Assert.Equal(expected, written);
        Assert.Equal(lost, string.Join(' ', target.Losses.Select(static loss => loss.Name)));
    }

    [Theory]
    [InlineData("cohere", """{"id":"a","results":[{"index":1,"relevance_score":0.5}],"meta":{"billed_units":{"search_units":1}}}""", """{"id":"a","results":[{"index":1,"relevance_score":0.5,"document":{"text":"a bird","id":7}}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""")]
    [InlineData("voyage", """{"object":"list","data":[{"relevance_score":0.5,"index":0}],"model":"rerank-2.5","usage":{"total_tokens":26}}""", """{"id":"req","results":[{"index":0,"relevance_score":0.5,"document":{"text":"a red fish"}}],"meta":{"api_version":{"version":"2"},"tokens":{"input_tokens":26}},"usage":{"prompt_tokens":26,"total_tokens":26}}""")]
    [InlineData("fireworks_ai", """{"object":"list","model":"m","data":[{"index":2,"relevance_score":1,"document":"x"}],"usage":{"prompt_tokens":5,"total_tokens":5,"completion_tokens":0}}""", """{"id":"req","results":[{"index":2,"relevance_score":1,"document":{"title":"x"}}],"meta":{"api_version":{"version":"2"},"tokens":{"input_tokens":5}},"usage":{"prompt_tokens":5,"total_tokens":5}}""")]
    [InlineData("bedrock", """{"results":[{"index":0,"relevanceScore":0.25}]}""", """{"id":"req","results":[{"index":0,"relevance_score":0.25,"document":{"text":"a red fish"}}],"meta":{"api_version":{"version":"2"}}}""")]
    public void Answer_IsCoheresForTheClient(string vendor, string answer, string expected)
    {
        using var request = JsonBody.Parse(Encoding.UTF8.GetBytes(Client));
        var asked = RerankForm.ReadRequest(request);
        using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(answer));
        Assert.Equal(expected, Write(json => RerankForm.WriteAnswer(Forms[vendor].ReadAnswer(body, asked.Documents.Count), asked, "req", json)));
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("""{"documents":["a"]}""", "query")]
    [InlineData("""{"query":1,"documents":["a"]}""", "query")]
    [InlineData("""{"query":"q"}""", "documents")]
    [InlineData("""{"query":"q","documents":"a"}""", "documents")]
    [InlineData("""{"query":"q","documents":[1]}""", "documents")]
    [InlineData("""{"query":"q","documents":["a"],"top_n":"x"}""", "top_n")]
    public void Request_ThatIsNone_NamesTheParameter(string request, string? parameter)
    {
        using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(request));
        Assert.Equal(parameter, Assert.Throws<WireException>(() => RerankForm.ReadRequest(body)).Parameter);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"results":[{"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":2,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":0}]}""")]
    public void Answer_ThatIsNone_IsSaid(string answer)
    {
        using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(answer));
        Assert.Throws<WireException>(() => RerankForm.Cohere.ReadAnswer(body, 2));
    }

    [Fact]
    public void AnyJson_IsReadOrRefused_NothingElse()
    {
        string[] parts = ["{", "}", "[", "]", "\"query\":", "\"documents\":", "\"results\":", "\"index\":", "\"relevance_score\":", "\"usage\":", "\"meta\":", "1", "1e99", "\"a\"", "null", ",", "true"];
        Prop.ForAll(Gen.ListOf(Gen.Elements(parts)).Select(static some => string.Concat(some)).ToArbitrary(), text =>
        {
            try
            {
                using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(text));
                Refused(() => RerankForm.ReadRequest(body));
                Refused(() => RerankForm.Cohere.ReadAnswer(body, 1));
            }
            catch (JsonException)
            {
                // Not JSON: never gets as far as the reader.
            }
        }).QuickCheckThrowOnFailure();

        static void Refused(Action read)
        {
            try
            {
                read();
            }
            catch (WireException)
            {
                // That is how it refuses.
            }
        }
    }

    [Fact]
    public void Recordings_AreReadAndWrittenAsTheyCame()
    {
        var recordings = Recordings.Recordings.Of("cohere", "rerank");
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges of rerank");
        foreach (var recording in recordings)
        {
            using var request = JsonBody.Parse(recording.Request);
            var asked = RerankForm.ReadRequest(request);
            var target = new RequestTarget { Model = request.Root.GetProperty("model").GetString()!, Vendor = VendorTable.Find("cohere")! };
            Same(recording.Request, Write(json => RerankForm.Cohere.WriteRequest(asked, target, json)));
            using var answer = JsonBody.Parse(recording.Response);
            Same(recording.Response, Write(json => RerankForm.WriteAnswer(RerankForm.Cohere.ReadAnswer(answer, asked.Documents.Count), asked, "", json)));
        }
    }

    [Theory]
    [InlineData("cohere/vercel-cohere-reranking.1.json", "cohere", 2, 0.10183054, null)]
    [InlineData("together/vercel-togetherai-reranking.1.json", "cohere", 2, 0.6475887154399037, 2966)]
    [InlineData("bedrock/vercel-amazon-bedrock-reranking.1.json", "bedrock", 2, 0.5110583305358887, null)]
    public void RecordedAnswers_AreRead(string file, string form, int results, double best, int? tokens)
    {
        if (Recordings.Recordings.Folder is null)
        {
            output.WriteLine("no recordings here");
            return;
        }

        using var body = JsonBody.Parse(Recordings.Recordings.BytesOf(file));
        var answer = Forms[form].ReadAnswer(body, 6);
        Assert.Equal(results, answer.Results.Count);
        Assert.Equal(best, answer.Results[0].Score);
        Assert.Equal(tokens, answer.Tokens);
    }

    private static void Same(byte[] expected, string actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(actual)), actual);

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
