using Fairlead.Attempts;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>What is said of an answer or an item that is referred to and not known, in OpenAI's words, and what to do about it.</summary>
internal static class ResponsesNotFound
{
    private const string Why = "it has expired, was not stored, or belongs to another provider or another node of this gateway";

    /// <summary>Ids have some sixty characters; what is longer is none, and not repeated.</summary>
    private const int LongestId = 128;

    /// <summary>Of <c>previous_response_id</c>.</summary>
    public static AnswerError Previous(string? id) => new(
        FailureKind.Unsupported,
        400,
        $"Previous response with id '{Named(id)}' not found: {Why}. Send the whole conversation as 'input' instead.",
        "previous_response_not_found",
        "invalid_request_error",
        "previous_response_id");

    /// <summary>Of an <c>item_reference</c>.</summary>
    public static AnswerError Item(string? id) => new(
        FailureKind.Unsupported,
        404,
        $"Item with id '{Named(id)}' not found: {Why}. Send the item itself in its place.",
        null,
        "invalid_request_error",
        "input");

    private static string Named(string? id) => id is { Length: > LongestId } ? id[..LongestId] : id ?? "";
}
