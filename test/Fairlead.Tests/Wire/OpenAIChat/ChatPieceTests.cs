using System.Text;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIChat;

/// <summary>Chunks that are read in one pass, and those that are not: both tell the same.</summary>
public sealed class ChatPieceTests
{
    private const string First = """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"a"}}]}""";
    private const string Call = """{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f","arguments":""}}]}}]}""";

    public static TheoryData<string, bool> Chunks => new()
    {
        { """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"hé\"\n🐟"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"x"}""", true },
        { """{"choices":[{"index":0,"delta":{"content":""},"content_filter_results":{"hate":{"filtered":false}}}]}""", true },
        { """{"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}""", true },
        { """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]}}]}""", true },
        { """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":7,"function":{"arguments":"{}"}}]}}]}""", true },
        { """{"choices":[{"index":0,"delta":{}}]}""", true },
        { Call, false },
        { """{"choices":[{"index":0,"delta":{"content":"b","reasoning_content":"c"}}]}""", false },
        { """{"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"b"}]}}]}""", false },
        { """{"choices":[{"index":0,"delta":{"content":"b","other":1}}]}""", false },
        { """{"choices":[{"index":0,"delta":{"content":"b"},"logprobs":{"content":[]}}]}""", false },
        { """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", false },
        { """{"choices":[{"index":0,"delta":{"content":"b"}},{"index":1,"delta":{"content":"c"}}]}""", false },
        { """{"choices":[{"index":0,"delta":{"content":"b"}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""", false },
        { """{"choices":[],"error":{"message":"no"}}""", false },
        { """{"object":"error","message":"no"}""", false },
    };

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Read_AChunk_IsWhatItsDocumentTells(string data, bool isPlain)
    {
        Assert.Equal(isPlain, ChatPiece.Read(Encoding.UTF8.GetBytes(data)).IsPlain);
        Assert.Equal(Told("event: message\n", First, Call, data, First), Told("", First, Call, data, First));
    }

    private static string Told(string name, params string[] chunks)
    {
        var stream = string.Concat(chunks.Select(item => $"{name}data: {item}\n\n")) + "data: [DONE]\n\n";
        var read = Translating.ReadStream(ChatDialect.Instance, Encoding.UTF8.GetBytes(stream), out var isWhole);
        return $"{CanonicalText.Of(read.Answer)} {isWhole} {read.Error?.Kind}";
    }
}
