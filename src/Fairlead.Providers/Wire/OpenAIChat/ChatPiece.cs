using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>A chunk of the kind that nearly all are of: one choice, one piece of text or of a call's arguments. Read in one pass, without a document.</summary>
internal ref struct ChatPiece
{
    /// <summary>The one other member that OpenAI's chunks have.</summary>
    public const string FingerprintName = "system_fingerprint";

    /// <summary>More answers to one request than any model gives.</summary>
    private const int MaxChoices = 128;

    /// <summary>It is of that kind.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>What the piece is of.</summary>
    public StreamEventKind Kind { get; private set; }

    /// <summary>Which choice.</summary>
    public int Choice { get; private set; }

    /// <summary>The server's number of the call.</summary>
    public int? Tool { get; private set; }

    /// <summary>The text as it stands in the chunk, with its quotes; empty where nothing is said.</summary>
    public ReadOnlySpan<byte> Quoted { get; private set; }

    /// <summary>The value of <see cref="FingerprintName"/>; empty without one.</summary>
    public ReadOnlySpan<byte> Fingerprint { get; private set; }

    /// <summary>Reads a chunk.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ChatPiece Read(ReadOnlySpan<byte> data)
    {
        var piece = new ChatPiece();
        var reader = new Utf8JsonReader(data, AnswerStreamReader.Options);
        piece.IsPlain = reader.Read() && reader.TokenType == JsonTokenType.StartObject && piece.Root(ref reader, data);
        return piece;
    }

    private bool Root(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartArray) || !Next(ref reader, JsonTokenType.StartObject) || !OnlyChoice(ref reader, data) || !Next(ref reader, JsonTokenType.EndArray))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                if (!Next(ref reader, JsonTokenType.String) || !reader.ValueTextEquals("chat.completion.chunk"u8))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("system_fingerprint"u8))
            {
                reader.Read();
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                {
                    return false;
                }

                Fingerprint = reader.TokenType == JsonTokenType.Null ? default : data[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
            }
            else
            {
                var isUnread = reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("created"u8) || reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("service_tier"u8)
                    || reader.ValueTextEquals("obfuscation"u8) || reader.ValueTextEquals("p"u8);
                reader.Read();
                if (!(isUnread && reader.TokenType is JsonTokenType.String or JsonTokenType.Number) && reader.TokenType != JsonTokenType.Null)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool OnlyChoice(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartObject) || !Delta(ref reader, data))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                if (!Next(ref reader, JsonTokenType.Number) || !reader.TryGetInt32(out var index) || index is < 0 or >= MaxChoices)
                {
                    return false;
                }

                Choice = index;
            }
            else
            {
                // Reasons to finish and probabilities; what else a choice has is not read.
                var isRead = reader.ValueTextEquals("finish_reason"u8) || reader.ValueTextEquals("logprobs"u8);
                reader.Read();
                if (isRead && reader.TokenType != JsonTokenType.Null)
                {
                    return false;
                }

                reader.Skip();
            }
        }

        return true;
    }

    private bool Delta(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var kind = reader.ValueTextEquals("content"u8) ? StreamEventKind.Text
                : reader.ValueTextEquals("reasoning_content"u8) ? StreamEventKind.Reasoning
                : reader.ValueTextEquals("tool_calls"u8) ? StreamEventKind.ToolArguments
                : StreamEventKind.Extra;
            var isRole = kind == StreamEventKind.Extra && reader.ValueTextEquals("role"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null || isRole && reader.TokenType == JsonTokenType.String)
            {
                continue;
            }

            if (kind == StreamEventKind.Extra || !Quoted.IsEmpty)
            {
                return false;
            }

            Kind = kind;
            if (kind != StreamEventKind.ToolArguments ? !Take(ref reader, data)
                : reader.TokenType != JsonTokenType.StartArray || !Next(ref reader, JsonTokenType.StartObject) || !Call(ref reader, data) || !Next(ref reader, JsonTokenType.EndArray))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A later fragment of a call: its number and arguments.</summary>
    private bool Call(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8))
            {
                if (!Next(ref reader, JsonTokenType.Number) || !reader.TryGetInt32(out var index))
                {
                    return false;
                }

                Tool = index;
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartObject)
                    || !Next(ref reader, JsonTokenType.PropertyName) || !reader.ValueTextEquals("arguments"u8) || !reader.Read() || !Take(ref reader, data)
                    || !Next(ref reader, JsonTokenType.EndObject))
                {
                    return false;
                }
            }
            else if (!reader.Read() || reader.TokenType != JsonTokenType.Null)
            {
                return false;
            }
        }

        return !Quoted.IsEmpty;
    }

    private bool Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        Quoted = data[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
        return reader.TokenType == JsonTokenType.String;
    }

    private static bool Next(ref Utf8JsonReader reader, JsonTokenType expected) => reader.Read() && reader.TokenType == expected;
}
