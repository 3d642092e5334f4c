using BenchmarkDotNet.Attributes;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIResponses;

namespace Fairlead.Benchmarks.Translation;

/// <summary>What it costs to watch a stream that is relayed as it is, by an event of text, one event a push.</summary>
[Config(typeof(TranslationConfig))]
public class RelayWatchBenchmarks : IDisposable
{
    private readonly StreamWatch _chat = ChatDialect.Instance.NewWatch();
    private readonly StreamWatch _messages = MessagesDialect.Instance.NewWatch();
    private readonly StreamWatch _responses = ResponsesDialect.Instance.NewWatch();
    private readonly StreamWatch _gemini = GeminiDialect.Instance.NewWatch();
    private readonly byte[][] _chatStream = SampleStreams.Chat(Payload.Text);
    private readonly byte[][] _messagesStream = SampleStreams.Messages(Payload.Text);
    private readonly byte[][] _responsesStream = SampleStreams.Responses();
    private readonly byte[][] _geminiStream = SampleStreams.Gemini(Payload.Text);

    [Benchmark(OperationsPerInvoke = SampleStreams.Events)]
    public int Chat() => Watch(_chat, _chatStream);

    [Benchmark(OperationsPerInvoke = SampleStreams.Events)]
    public int Messages() => Watch(_messages, _messagesStream);

    [Benchmark(OperationsPerInvoke = SampleStreams.Events)]
    public int Responses() => Watch(_responses, _responsesStream);

    [Benchmark(OperationsPerInvoke = SampleStreams.Events)]
    public int Gemini() => Watch(_gemini, _geminiStream);

    [GlobalCleanup]
    public void Dispose()
    {
        _chat.Dispose();
        _messages.Dispose();
        _responses.Dispose();
        _gemini.Dispose();
        GC.SuppressFinalize(this);
    }

    private static int Watch(StreamWatch watch, byte[][] stream)
    {
        watch.Reset();
        foreach (var piece in stream)
        {
            watch.Push(piece);
        }

        return watch is { IsWhole: true, ContentSeen: true, UsageSeen: true } ? watch.Events : throw new InvalidOperationException("the stream is not seen whole");
    }
}
