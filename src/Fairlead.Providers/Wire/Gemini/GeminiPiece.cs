using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>An event of the kind that nearly all are of: one candidate with one text or one whole call, and the usage. Read in one pass, without a document.</summary>
internal ref struct GeminiPiece
{
    /// <summary>It is of that kind.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Which candidate.</summary>
    public int Index { get; private set; }

    /// <summary>The text as it stands in the event, with its quotes; empty where there is none.</summary>
    public ReadOnlySpan<byte> Quoted { get; private set; }

    /// <summary>The text is a thought.</summary>
    public bool IsThought { get; private set; }

    /// <summary>The function that is called; null where none is.</summary>
    public string? Name { get; private set; }

    /// <summary>The call's id; null where it has none.</summary>
    public string? Id { get; private set; }

    /// <summary>The call's arguments, an object.</summary>
    public ReadOnlySpan<byte> Arguments { get; private set; }

    /// <summary>The reason to finish; null where it goes on.</summary>
    public string? Finish { get; private set; }

    /// <summary>The value of <c>usageMetadata</c>; empty without one.</summary>
    public ReadOnlySpan<byte> Usage { get; private set; }

    /// <summary>Reads an event.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static GeminiPiece Read(ReadOnlySpan<byte> data)
    {
        var piece = new GeminiPiece();
        var reader = new Utf8JsonReader(data, AnswerStreamReader.Options);
        piece.IsPlain = Next(ref reader, JsonTokenType.StartObject) && piece.Root(ref reader, data);
        return piece;
    }

    private bool Root(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (Next(ref reader, JsonTokenType.PropertyName))
        {
            if (reader.ValueTextEquals("candidates"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartArray) || !Next(ref reader, JsonTokenType.StartObject) || !Candidate(ref reader, data) || !Next(ref reader, JsonTokenType.EndArray))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("usageMetadata"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartObject))
                {
                    return false;
                }

                Usage = Raw(ref reader, data);
                // Tokens of sound are counted by what they are of.
                if (Usage.IndexOf("AUDIO"u8) >= 0)
                {
                    return false;
                }
            }
            else if (!(reader.ValueTextEquals("modelVersion"u8) || reader.ValueTextEquals("responseId"u8) || reader.ValueTextEquals("createTime"u8)) || !Next(ref reader, JsonTokenType.String))
            {
                return false;
            }
        }

        return true;
    }

    private bool Candidate(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (Next(ref reader, JsonTokenType.PropertyName))
        {
            if (reader.ValueTextEquals("content"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartObject) || !Content(ref reader, data))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                if (!Next(ref reader, JsonTokenType.Number) || !reader.TryGetInt32(out var index))
                {
                    return false;
                }

                Index = index;
            }
            else if (!reader.ValueTextEquals("finishReason"u8) || !Next(ref reader, JsonTokenType.String) || reader.GetString() is not { Length: > 0 } reason || reason == "FINISH_REASON_UNSPECIFIED")
            {
                return false;
            }
            else
            {
                Finish = reason;
            }
        }

        return true;
    }

    private bool Content(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (Next(ref reader, JsonTokenType.PropertyName))
        {
            if (reader.ValueTextEquals("parts"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartArray) || !Next(ref reader, JsonTokenType.StartObject) || !Part(ref reader, data) || !Next(ref reader, JsonTokenType.EndArray))
                {
                    return false;
                }
            }
            else if (!reader.ValueTextEquals("role"u8) || !Next(ref reader, JsonTokenType.String))
            {
                return false;
            }
        }

        return true;
    }

    private bool Part(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (Next(ref reader, JsonTokenType.PropertyName))
        {
            if (reader.ValueTextEquals("text"u8))
            {
                if (!Next(ref reader, JsonTokenType.String))
                {
                    return false;
                }

                Quoted = Raw(ref reader, data);
            }
            else if (reader.ValueTextEquals("functionCall"u8))
            {
                if (!Next(ref reader, JsonTokenType.StartObject) || !Call(ref reader, data))
                {
                    return false;
                }
            }
            else if (!reader.ValueTextEquals("thought"u8) || !reader.Read() || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            {
                return false;
            }
            else
            {
                IsThought = reader.TokenType == JsonTokenType.True;
            }
        }

        return Quoted.IsEmpty ? Name is not null && !IsThought : Name is null;
    }

    private bool Call(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (Next(ref reader, JsonTokenType.PropertyName))
        {
            if (reader.ValueTextEquals("name"u8) && Next(ref reader, JsonTokenType.String))
            {
                Name = reader.GetString();
            }
            else if (reader.ValueTextEquals("id"u8) && Next(ref reader, JsonTokenType.String))
            {
                Id = reader.GetString() is { Length: > 0 } id ? id : null;
            }
            else if (reader.ValueTextEquals("args"u8) && Next(ref reader, JsonTokenType.StartObject))
            {
                Arguments = Raw(ref reader, data);
            }
            else
            {
                return false;
            }
        }

        return !string.IsNullOrEmpty(Name) && !Arguments.IsEmpty;
    }

    /// <summary>The value that the reader stands at, as it is written.</summary>
    private static ReadOnlySpan<byte> Raw(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return data[start..(int)reader.BytesConsumed];
    }

    private static bool Next(ref Utf8JsonReader reader, JsonTokenType expected) => reader.Read() && reader.TokenType == expected;
}
