using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>OpenAI's chat completions, and what its imitators add: <c>reasoning_content</c>, LiteLLM's <c>thinking_blocks</c> and <c>cache_control</c>.</summary>
internal sealed class ChatDialect : Dialect
{
    /// <summary>The one instance.</summary>
    public static ChatDialect Instance { get; } = new();

    public override string Name => "openai-chat";

    public override Surface Surface => Surface.ChatCompletions;

    public override SignedBy Signs => SignedBy.None;

    // Sound is bytes only. Documents too at OpenAI and nearly everywhere; OpenRouter, which takes both, is sent the bytes as well.
    public override bool TakesUrl(MediaKind kind) => kind is MediaKind.Image or MediaKind.Video;

    public override bool TakesFreeText(VendorProfile vendor) => vendor.Chat.FreeTextTools;

    public override Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier) => new ChatRequestReader(body, carrier).Read();

    public override void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json) => ChatRequestWriter.Write(conversation, target, json);

    public override Answer ReadAnswer(JsonBody body) => ChatAnswerReader.Read(body);

    public override void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json) => ChatAnswerWriter.Write(answer, target, json);

    public override AnswerStreamReader NewStreamReader(AnswerSink sink) => new ChatStreamReader(sink);

    public override AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output) => new ChatStreamWriter(target, output);

    public override StreamWatch NewWatch() => new SseScanner();

    public override void WriteError(AnswerError error, string requestId, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, error.Type ?? (error.Status is >= 400 and < 500 ? "invalid_request_error" : "server_error"));
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
