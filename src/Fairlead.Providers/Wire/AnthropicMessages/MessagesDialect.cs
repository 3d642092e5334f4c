using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Anthropic's Messages, as clients and as Claude speak it.</summary>
internal sealed class MessagesDialect : Dialect
{
    private readonly bool _onVertex;

    private MessagesDialect(bool onVertex) => _onVertex = onVertex;

    /// <summary>Its name, and that of the parts, tools and citations only it knows.</summary>
    public const string FormatName = "anthropic-messages";

    /// <summary>The one instance.</summary>
    public static MessagesDialect Instance { get; } = new(onVertex: false);

    /// <summary>The same as Claude speaks it in Vertex AI: the address names the model, the body the version, and media are bytes.</summary>
    public static MessagesDialect OnVertex { get; } = new(onVertex: true);

    public override string Name => FormatName;

    public override Surface Surface => Surface.Messages;

    public override SignedBy Signs => SignedBy.Anthropic;

    public override bool Relays(Dialect client) => client is MessagesDialect;

    public override bool TakesUrl(MediaKind kind) => !_onVertex && kind is MediaKind.Image or MediaKind.Document;

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => new MessagesRequestReader(body, carrier).Read();

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => MessagesRequestWriter.Write(conversation, target, _onVertex, json);

    public override Answer ReadAnswer(JsonBody body) => MessagesAnswerReader.Read(body);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => MessagesAnswerWriter.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new MessagesStreamReader(sink);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new MessagesStreamWriter(target, output);

    public override StreamWatch NewWatch() => new MessagesScanner();

    public override int StatusOf(int status)
    {
        // Anthropic's own status for a server that has too much to do: its clients have a type for it, and none for 503.
        const int overloaded = 529;
        return status == 503 ? overloaded : status;
    }

    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json) => MessagesErrors.Write(error, requestId, json);
}
