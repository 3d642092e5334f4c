using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>OpenAI's Responses: a conversation as a list of items, and streams of named events that end with the whole answer.</summary>
internal sealed class ResponsesDialect : Dialect
{
    /// <summary>Its name.</summary>
    public const string FormatName = "openai-responses";

    /// <summary>The one instance.</summary>
    public static ResponsesDialect Instance { get; } = new();

    public override string Name => FormatName;

    public override Surface Surface => Surface.Responses;

    public override SignedBy Signs => SignedBy.OpenAI;

    public override bool TakesFreeText(VendorProfile vendor) => true;

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => new ResponsesRequestReader(body, carrier).Read();

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => ResponsesRequestWriter.Write(conversation, target, json);

    public override Answer ReadAnswer(JsonBody body) => ResponsesAnswerReader.Read(body);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => ResponsesAnswerWriter.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new ResponsesStreamReader(sink);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new ResponsesStreamWriter(target, output);

    public override StreamWatch NewWatch() => new ResponsesScanner();

    // Errors over HTTP are those of OpenAI's other endpoints.
    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json) => ChatDialect.Instance.WriteError(error, requestId, json);
}
