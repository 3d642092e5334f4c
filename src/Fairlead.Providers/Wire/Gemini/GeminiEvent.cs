using System.Text.Json;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>What one event of a relayed stream is, as far as failing over goes.</summary>
internal ref struct GeminiEvent
{
    /// <summary>It is an error, or nothing that can be read.</summary>
    public bool IsError { get; private set; }

    /// <summary>Text, a thought, a call, or any part but a signature.</summary>
    public bool HasContent { get; private set; }

    /// <summary>It has a reason to finish, or says that the prompt was refused.</summary>
    public bool Finishes { get; private set; }

    /// <summary>The reason is another than that the model had no more to say.</summary>
    public bool IsTelling { get; private set; }

    /// <summary>The reason is a filter's verdict.</summary>
    public bool IsFiltered { get; private set; }

    /// <summary>Where <c>usageMetadata</c> stands; empty without one.</summary>
    public Range Usage { get; private set; }

    /// <summary>Walks through an event.</summary>
    public static GeminiEvent Read(ReadOnlySpan<byte> data)
    {
        var item = new GeminiEvent();
        var reader = new Utf8JsonReader(data, AnswerStreamReader.Options);
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                item.Walk(ref reader);
                return item;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No event of Google's: said below.
        }

        item.IsError = true;
        return item;
    }

    /// <summary>Whether any candidate has a reason to finish, without a walk.</summary>
    public static bool HasFinishReason(ReadOnlySpan<byte> data)
    {
        for (int at = 0, hit; (hit = data[at..].IndexOf("inish"u8)) >= 0;)
        {
            at += hit + "inish"u8.Length;
            var rest = data[at..];
            var name = rest.StartsWith("Reason\""u8) ? 7 : rest.StartsWith("_reason\""u8) ? 8 : 0;
            if (name > 0 && JsonKey.SkipSpace(data, at + name) is var colon && colon < data.Length && data[colon] == (byte)':')
            {
                var value = data[JsonKey.SkipSpace(data, colon + 1)..];
                if (value.Length > 2 && value[0] == (byte)'"' && value[1] != (byte)'"' && !value.StartsWith("\"FINISH_REASON_UNSPECIFIED\""u8))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Walk(ref Utf8JsonReader reader)
    {
        var any = false;
        var blocked = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("candidates"u8))
            {
                reader.Read();
                any |= Candidates(ref reader);
            }
            else if (reader.ValueTextEquals("usageMetadata"u8) || reader.ValueTextEquals("usage_metadata"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Usage = start..(int)reader.BytesConsumed;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                IsError |= reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("promptFeedback"u8) || reader.ValueTextEquals("prompt_feedback"u8))
            {
                reader.Read();
                blocked |= IsBlock(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (!any && blocked)
        {
            Finishes = IsTelling = IsFiltered = true;
        }
    }

    /// <summary>Reads the candidates; false where there are none.</summary>
    private bool Candidates(ref Utf8JsonReader reader)
    {
        var any = false;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                any = true;
                Candidate(ref reader);
            }
        }

        reader.Skip();
        return any;
    }

    private void Candidate(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                Content(ref reader);
            }
            else if (reader.ValueTextEquals("finishReason"u8) || reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                Finish(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private void Content(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isParts = reader.ValueTextEquals("parts"u8);
            reader.Read();
            if (isParts && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    HasContent |= IsContent(ref reader);
                }
            }
            else if (isParts)
            {
                HasContent |= IsContent(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // A text that is empty comes with the reason to finish, and a signature alone says nothing.
    private static bool IsContent(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var (isText, isCall, something) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var text = reader.ValueTextEquals("text"u8);
            var call = reader.ValueTextEquals("functionCall"u8) || reader.ValueTextEquals("function_call"u8);
            var hint = reader.ValueTextEquals("thought"u8) || reader.ValueTextEquals("thoughtSignature"u8) || reader.ValueTextEquals("thought_signature"u8);
            reader.Read();
            if (text && reader.TokenType == JsonTokenType.String)
            {
                isText = true;
                something = reader.ValueSpan.Length > 0;
            }

            isCall |= call;
            something |= !isText && !hint && reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }

        return isCall || something;
    }

    private void Finish(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 && !reader.ValueTextEquals("FINISH_REASON_UNSPECIFIED"u8))
        {
            var reason = GeminiFinish.Read(reader.GetString(), hasCalls: false);
            Finishes = true;
            IsTelling |= reason != FinishReason.Stop;
            IsFiltered |= reason == FinishReason.ContentFilter;
        }

        reader.Skip();
    }

    private static bool IsBlock(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var isBlock = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isReason = reader.ValueTextEquals("blockReason"u8) || reader.ValueTextEquals("block_reason"u8);
            reader.Read();
            isBlock |= isReason && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
            reader.Skip();
        }

        return isBlock;
    }
}
