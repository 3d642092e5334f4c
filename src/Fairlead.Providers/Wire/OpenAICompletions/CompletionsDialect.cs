using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAICompletions;

/// <summary>OpenAI's older completions: a text in, a text out. As a conversation it is one message of the user.</summary>
internal sealed class CompletionsDialect : Dialect
{
    /// <summary>The one instance.</summary>
    public static CompletionsDialect Instance { get; } = new();

    public override string Name => "openai-completions";

    public override Surface Surface => Surface.Completions;

    public override SignedBy Signs => SignedBy.None;

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => CompletionsRequest.Read(body);

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => CompletionsRequest.Write(conversation, target, json);

    public override Answer ReadAnswer(JsonBody body) => CompletionsAnswer.Read(body);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => CompletionsAnswer.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new CompletionsStreamReader(sink);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new CompletionsStreamWriter(target, output);

    public override StreamWatch NewWatch() => new SseScanner();

    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json) => ChatDialect.Instance.WriteError(error, requestId, json);
}
