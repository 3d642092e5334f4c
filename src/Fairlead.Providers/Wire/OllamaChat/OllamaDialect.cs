using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Ollama's own <c>/api/chat</c>: what its OpenAI side has no place for (the context's length, how long a model stays loaded, thinking) it takes here.</summary>
internal sealed class OllamaDialect : Dialect
{
    /// <summary>Its name.</summary>
    public const string FormatName = "ollama-chat";

    /// <summary>The one instance.</summary>
    public static OllamaDialect Instance { get; } = new();

    public override string Name => FormatName;

    public override Surface Surface => Surface.OllamaChat;

    public override SignedBy Signs => SignedBy.None;

    public override string StreamContentType => "application/x-ndjson";

    // What it does not take at all need not be fetched to be refused.
    public override bool TakesUrl(MediaKind kind) => kind != MediaKind.Image;

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => new OllamaRequestReader(body).Read();

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => OllamaRequestWriter.Write(conversation, target, json);

    public override Answer ReadAnswer(JsonBody body) => OllamaAnswerReader.Read(body);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => OllamaAnswerWriter.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new OllamaStreamReader(sink);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new OllamaStreamWriter(target, output);

    public override FrameSplitter NewSplitter() => new LineSplitter();

    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, error.Message);
        json.WriteEndObject();
    }
}
