using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Http;

/// <summary>
/// Gives the members of a relayed chat request the names that its vendor knows them by. Only vendors that refuse OpenAI's own names, and requests that have them,
/// pay for it: everything else of the body stays as it came.
/// </summary>
internal static class ChatMend
{
    /// <summary>What is passed on is the upstream's to judge.</summary>
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>Whether a call has something to mend.</summary>
    public static bool IsNeeded(in UpstreamCall call, ChatQuirks quirks) =>
        call.Surface == Surface.ChatCompletions
        && !call.IsFinal
        && (quirks.MendsRelay || DropsSampling(call, quirks) || call.HasMaxTokens && quirks.MaxTokens != MaxTokensName.MaxTokens && quirks.MaxTokensFor(call.UpstreamModel) == ChatQuirks.MaxCompletionTokens);

    /// <summary>The body to send.</summary>
    /// <param name="call">The call.</param>
    /// <param name="quirks">What its vendor wants.</param>
    /// <param name="quotedModel">The model's name, as JSON.</param>
    /// <param name="extra">Members to put in front, each with a comma after it.</param>
    public static ReadOnlyMemory<byte> Apply(in UpstreamCall call, ChatQuirks quirks, ReadOnlyMemory<byte> quotedModel, ReadOnlyMemory<byte> extra)
    {
        var body = call.Body.Span;
        var output = new ArrayBufferWriter<byte>(body.Length + extra.Length + 64);
        output.Write("{"u8);
        output.Write(extra.Span);
        output.Write("\"model\":"u8);
        output.Write(quotedModel.Span);
        var (drops, isToThink) = DropsSampling(call, quirks) ? (true, IsToThink(body)) : default;
        var reader = new Utf8JsonReader(body, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isRequired = name == "tool_choice" && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("required"u8);
            reader.Skip();
            if (name == "model" || call.DropParams && quirks.Refuses.Contains(name) || drops && ThinkerSampling.Refuses(call.UpstreamModel, name, isToThink) || quirks.UsageUnasked && name == "stream_options")
            {
                continue;
            }

            output.Write(",\""u8);
            output.Write(JsonEncodedText.Encode(NameOf(name, quirks, call.UpstreamModel)).EncodedUtf8Bytes);
            output.Write("\":"u8);
            if (isRequired)
            {
                output.Write("\""u8);
                output.Write(JsonEncodedText.Encode(quirks.RequiredChoice).EncodedUtf8Bytes);
                output.Write("\""u8);
            }
            else
            {
                output.Write(body[start..(int)reader.BytesConsumed]);
            }
        }

        output.Write("}"u8);
        return output.WrittenMemory;
    }

    private static bool DropsSampling(in UpstreamCall call, ChatQuirks quirks) => call.DropParams && quirks.ThinkersRefuseSampling && ThinkerSampling.Concerns(call.UpstreamModel);

    private static bool IsToThink(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEffort = reader.ValueTextEquals("reasoning_effort"u8);
            reader.Read();
            if (isEffort)
            {
                return reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals("none"u8);
            }

            reader.Skip();
        }

        return false;
    }

    private static string NameOf(string name, ChatQuirks quirks, string model) => name switch
    {
        "max_tokens" => quirks.MaxTokensFor(model),
        "max_completion_tokens" when quirks.MaxTokens == MaxTokensName.OnlyMaxTokens => "max_tokens",
        "seed" => quirks.Seed,
        _ => name,
    };
}
