using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Cohere's <c>v2/chat</c>: messages nearly OpenAI's, with documents, citations of them and a plan before calls.</summary>
internal sealed class CohereDialect : Dialect
{
    /// <summary>Its name, and that of the citations only it knows.</summary>
    public const string FormatName = "cohere-chat";

    /// <summary>The one instance.</summary>
    public static CohereDialect Instance { get; } = new();

    public override string Name => FormatName;

    public override Surface Surface => Surface.CohereChat;

    public override SignedBy Signs => SignedBy.None;

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => new CohereRequestReader(body).Read();

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => CohereRequestWriter.Write(conversation, target, json);

    public override Answer ReadAnswer(JsonBody body) => CohereAnswerReader.Read(body);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => CohereAnswerWriter.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new CohereStreamReader(sink);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new CohereStreamWriter(target, output);

    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteIf("id"u8, requestId.Length > 0 ? requestId : null);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }
}
