using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Members of answers that have no typed place, and when an answer was made.</summary>
internal static class GeminiAnswerMembers
{
    /// <summary>Longer than any of the names.</summary>
    private const int MaxName = 32;

    /// <summary>A member of a candidate that stays within Google's format.</summary>
    public static bool IsOfCandidate(ReadOnlySpan<char> name) => name is
        "safetyRatings" or "citationMetadata" or "groundingMetadata" or "groundingAttributions" or "urlContextMetadata" or "urlRetrievalMetadata"
        or "avgLogprobs" or "finishMessage" or "tokenCount";

    /// <summary>A member of an answer that does.</summary>
    public static bool IsOfAnswer(ReadOnlySpan<char> name) => name is "promptFeedback" or "modelStatus";

    /// <inheritdoc cref="IsOfCandidate(ReadOnlySpan{char})"/>
    public static bool IsOfCandidate(JsonProperty member) => IsOfCandidate(Name(member, stackalloc char[MaxName]));

    /// <inheritdoc cref="IsOfAnswer(ReadOnlySpan{char})"/>
    public static bool IsOfAnswer(JsonProperty member) => IsOfAnswer(Name(member, stackalloc char[MaxName]));

    /// <summary>When it was made, in seconds since 1970; 0 where it does not say.</summary>
    public static long Created(JsonElement root) =>
        root.Text("createTime"u8) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeSeconds()
            : 0;

    /// <summary>Why the prompt was refused; null where it was not.</summary>
    public static string? Block(JsonElement root) => root.TryObjectMember("promptFeedback"u8, out var feedback) ? feedback.Word("blockReason"u8) : null;

    // Every member of every event is asked about: its name is made a string only where it is one of these.
    private static ReadOnlySpan<char> Name(JsonProperty member, Span<char> room)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        return raw.Length <= room.Length ? room[..Encoding.Latin1.GetChars(raw, room)] : default;
    }
}
