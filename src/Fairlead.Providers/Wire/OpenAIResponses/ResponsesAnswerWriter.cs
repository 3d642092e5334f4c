using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Writes an unstreamed answer. The format has one answer a request: others are passed over.</summary>
internal static class ResponsesAnswerWriter
{
    /// <summary>What is told of a model that failed amid its answer.</summary>
    public static AnswerError Failed { get; } = new(FailureKind.ServerError, 502, "The model failed.");

    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new AnswerChoice();
        var envelope = new ResponsesEnvelope(target) { ServiceTier = answer.ServiceTier, Usage = answer.Usage };
        envelope.Note(answer.Id, answer.Model, answer.Created);
        envelope.WriteEnd(json, ResponsesStatus.Of(choice.Finish), choice.Finish, ResponsesOutput.Of(choice, target), choice.Finish == FinishReason.Error ? Failed : null);
    }
}
