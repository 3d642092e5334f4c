using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Amazon Bedrock's Converse and ConverseStream: one format for the models of many makers.</summary>
internal sealed class ConverseDialect : Dialect
{
    /// <summary>Its name, and that of the parts and citations only it knows.</summary>
    public const string FormatName = "bedrock-converse";

    private static readonly ConverseDialect Others = new(SignedBy.Amazon);

    private ConverseDialect(SignedBy signs) => Signs = signs;

    /// <summary>As Claude speaks it, and a model that is not known: nobody but Claude is known to sign its reasoning on Bedrock.</summary>
    public static ConverseDialect Instance { get; } = new(SignedBy.Anthropic);

    public override string Name => FormatName;

    public override Surface Surface => Surface.Converse;

    public override SignedBy Signs { get; }

    public override string StreamContentType => "application/vnd.amazon.eventstream";

    public override Dialect For(string model) => ConverseModel.Of(model).Signs == SignedBy.Anthropic ? Instance : Others;

    public override bool TakesUrl(MediaKind kind) => false;

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => new ConverseRequestReader(body, Signs).Read();

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => ConverseRequestWriter.Write(conversation, target, json);

    public override Answer ReadAnswer(JsonBody body) => ConverseAnswerReader.Read(body, Signs);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => ConverseAnswerWriter.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new ConverseStreamReader(sink, Signs);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new ConverseStreamWriter(target, output);

    public override FrameSplitter NewSplitter() => new EventStreamSplitter();

    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json)
    {
        // What failed is told by the status and the header x-amzn-errortype.
        json.WriteStartObject();
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }
}
