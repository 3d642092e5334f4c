using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Google's generateContent and streamGenerateContent, as AI Studio and Vertex AI speak it.</summary>
internal sealed class GeminiDialect : Dialect
{
    /// <summary>Its name, and that of the parts and citations only it knows.</summary>
    public const string FormatName = "gemini-generate-content";

    private readonly bool _isArray;

    private GeminiDialect(bool isArray) => _isArray = isArray;

    /// <summary>As it is spoken with <c>alt=sse</c>: streams are events.</summary>
    public static GeminiDialect Instance { get; } = new(isArray: false);

    /// <summary>As clients get it that do not ask for <c>alt=sse</c>: a stream is one JSON array, sent piece by piece. No deployment is asked for it.</summary>
    public static GeminiDialect Array { get; } = new(isArray: true);

    public override string Name => FormatName;

    public override Surface Surface => Surface.GenerateContent;

    public override SignedBy Signs => SignedBy.Google;

    public override string StreamContentType => _isArray ? "application/json" : base.StreamContentType;

    // Google fetches other addresses on some models only, and where robots.txt lets it.
    public override bool TakesUrl(MediaKind kind) => false;

    public override bool Takes(MediaPart media) => media.Url is { } url && GeminiMedia.Fetches(url);

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => new GeminiRequestReader(body, carrier).Read();

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => GeminiRequestWriter.Write(conversation, target, json);

    public override Answer ReadAnswer(JsonBody body) => GeminiAnswerReader.Read(body);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => GeminiAnswerWriter.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new GeminiStreamReader(sink);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new GeminiStreamWriter(target, output, _isArray);

    public override StreamWatch NewWatch() => new GeminiScanner();

    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json) => GeminiErrors.Write(error, requestId, json);
}
