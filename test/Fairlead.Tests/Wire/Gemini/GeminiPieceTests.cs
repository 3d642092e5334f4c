using System.Text;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Gemini;

/// <summary>Events that are read in one pass, and those that are not: both tell the same.</summary>
public sealed class GeminiPieceTests
{
    private const string First = """{"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"}}],"responseId":"r","modelVersion":"m"}""";

    public static TheoryData<string, bool> Events => new()
    {
        { """{"candidates":[{"content":{"parts":[{"text":"hé\"\n🐟"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"totalTokenCount":6},"modelVersion":"m","responseId":"r"}""", true },
        { """{"candidates":[{"content":{"parts":[{"thought":true,"text":"hm"}]}}]}""", true },
        { """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":[1,{"b":"}"}]},"id":"c1"}}]},"finishReason":"STOP"}]}""", true },
        { """{"candidates":[{"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":9,"thoughtsTokenCount":3,"cachedContentTokenCount":1,"totalTokenCount":16}}""", true },
        { """{"candidates":[{"content":{"parts":[{"text":"b"},{"text":"c"}]}}]}""", false },
        { """{"candidates":[{"content":{"parts":[{"text":"b","thoughtSignature":"s"}]}}]}""", false },
        { """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"s"}]}}]}""", false },
        { """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]}}]}""", false },
        { """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","willContinue":true}}]}}]}""", false },
        { """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}}]}""", false },
        { """{"candidates":[{"content":{"parts":[{"text":"b"}]},"safetyRatings":[]}]}""", false },
        { """{"candidates":[{"content":{"parts":[{"text":"b"}]}},{"content":{"parts":[{"text":"c"}]},"index":1}]}""", false },
        { """{"candidates":[],"usageMetadata":{"promptTokenCount":4}}""", false },
        { """{"usageMetadata":{"promptTokenCount":4,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":4}]}}""", false },
        { """{"error":{"code":503}}""", false },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void Read_AnEvent_IsWhatItsDocumentTells(string data, bool isPlain)
    {
        Assert.Equal(isPlain, GeminiPiece.Read(Encoding.UTF8.GetBytes(data)).IsPlain);
        Assert.Equal(Told(First, "{\"other\":null," + data[1..], First), Told(First, data, First));
    }

    private static string Told(params string[] events)
    {
        var stream = string.Concat(events.Select(static item => $"data: {item}\r\n\r\n"));
        var read = Translating.ReadStream(GeminiDialect.Instance, Encoding.UTF8.GetBytes(stream), out var isWhole);
        return $"{CanonicalText.Of(read.Answer)} {isWhole} {read.Error?.Kind}";
    }
}
