using Fairlead.Attempts;

namespace Fairlead.Providers.Translation;

/// <summary>A failure as every client's format can tell it.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Status">The HTTP status that says so.</param>
/// <param name="Message">For people; free of prompts and secrets.</param>
/// <param name="Code">OpenAI's <c>code</c>; null for none.</param>
/// <param name="Type">OpenAI's <c>type</c>; null for the status's usual one.</param>
/// <param name="Param">The parameter that is at fault; null for none.</param>
internal sealed record AnswerError(FailureKind Kind, int Status, string Message, string? Code = null, string? Type = null, string? Param = null);
