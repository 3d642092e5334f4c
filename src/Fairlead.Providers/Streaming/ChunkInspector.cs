using System.Text.Json;

namespace Fairlead.Providers.Streaming;

/// <summary>What one chunk of a stream is, as far as failing over goes.</summary>
[Flags]
internal enum ChunkTraits
{
    /// <summary>Nothing a client could use: a role, a filter's verdict, an empty list of choices.</summary>
    None = 0,

    /// <summary>Text, reasoning, a refusal or a tool call.</summary>
    Content = 1,

    /// <summary>A reason to finish.</summary>
    Finish = 2,

    /// <summary>An error frame.</summary>
    Error = 4,

    /// <summary>The reason to finish is that the model had no more to say (<c>stop</c>).</summary>
    Stop = 8,

    /// <summary>A list of choices, be it empty.</summary>
    Choices = 16,

    /// <summary>A choice finished by a content filter's verdict.</summary>
    Filter = 32,

    /// <summary>A choice finished otherwise, or not yet.</summary>
    Unfiltered = 64,
}

/// <summary>Reads a chunk of OpenAI's chat or completions stream for what it holds, in any vendor's variation; a plain answer too.</summary>
internal static class ChunkInspector
{
    /// <summary>
    /// Whether an answer, whole or from its first chunk to its last, says nothing although nothing cut it short. An answer without choices (an embedding) never does.
    /// </summary>
    public static bool SaysNothing(ChunkTraits traits) =>
        (traits & (ChunkTraits.Choices | ChunkTraits.Content | ChunkTraits.Error)) == ChunkTraits.Choices
        && (traits & (ChunkTraits.Finish | ChunkTraits.Stop)) != ChunkTraits.Finish;

    /// <summary>Whether a content filter ended every choice of a plain answer. Nearly all are told by a search for the word.</summary>
    public static bool IsFiltered(ReadOnlySpan<byte> json) =>
        json.IndexOf("\"content_filter\""u8) >= 0 && (Inspect(json) & (ChunkTraits.Filter | ChunkTraits.Unfiltered)) == ChunkTraits.Filter;

    /// <summary>Walks the chunk; what is not JSON has no traits.</summary>
    public static ChunkTraits Inspect(ReadOnlySpan<byte> json)
    {
        var traits = ChunkTraits.None;
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return ChunkTraits.None;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("choices"u8))
                {
                    reader.Read();
                    traits |= Choices(ref reader);
                }
                else if (reader.ValueTextEquals("error"u8))
                {
                    reader.Read();
                    // Some servers write "error":null into every chunk.
                    traits |= HoldsSomething(ref reader) ? ChunkTraits.Error : ChunkTraits.None;
                }
                else if (reader.ValueTextEquals("object"u8) || reader.ValueTextEquals("type"u8))
                {
                    reader.Read();
                    traits |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8) ? ChunkTraits.Error : ChunkTraits.None;
                    reader.Skip();
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // A chunk that breaks off tells what it told so far.
        }

        return traits;
    }

    /// <summary>Whether any choice has a reason to finish, without a walk over the chunk.</summary>
    public static bool HasFinishReason(ReadOnlySpan<byte> data)
    {
        for (var at = JsonKey.ValueOf(data, "\"finish_reason\""u8, 0); at >= 0; at = JsonKey.ValueOf(data, "\"finish_reason\""u8, at))
        {
            if (data[at] == (byte)'"' && at + 1 < data.Length && data[at + 1] != (byte)'"')
            {
                return true;
            }
        }

        return false;
    }

    private static ChunkTraits Choices(ref Utf8JsonReader reader)
    {
        var traits = ChunkTraits.None;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return traits;
        }

        traits = ChunkTraits.Choices;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            var filtered = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
                {
                    reader.Read();
                    traits |= Delta(ref reader);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    reader.Read();
                    traits |= HoldsSomething(ref reader) ? ChunkTraits.Content : ChunkTraits.None;
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    var stop = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("stop"u8);
                    filtered = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("content_filter"u8);
                    traits |= stop ? ChunkTraits.Finish | ChunkTraits.Stop : HoldsSomething(ref reader) ? ChunkTraits.Finish : ChunkTraits.None;
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            traits |= filtered ? ChunkTraits.Filter : ChunkTraits.Unfiltered;
        }

        return traits;
    }

    // Any member but the role counts, so that a vendor's own ones (reasoning, audio, annotations) do too.
    private static ChunkTraits Delta(ref Utf8JsonReader reader)
    {
        var traits = ChunkTraits.None;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return traits;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var role = reader.ValueTextEquals("role"u8);
            reader.Read();
            traits |= HoldsSomething(ref reader) && !role ? ChunkTraits.Content : ChunkTraits.None;
        }

        return traits;
    }

    // Whether a value holds a text or a true anywhere; null, "", [], {} and numbers alone are nothing. Leaves the reader at its end.
    private static bool HoldsSomething(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var something = false;
        while (true)
        {
            something |= reader.TokenType == JsonTokenType.True || reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || !reader.Read())
            {
                return something;
            }
        }
    }
}
