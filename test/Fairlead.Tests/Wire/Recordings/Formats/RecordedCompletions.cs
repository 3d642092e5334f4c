using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAICompletions;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of OpenAI's completions.</summary>
internal sealed class RecordedCompletions() : RecordedFormat(CompletionsDialect.Instance)
{
    protected override void Request(Recording recording)
    {
        var conversation = Translating.Read(Dialect, Encoding.UTF8.GetString(recording.Request));

        var written = Translating.Write(Dialect, conversation, "text-completion-openai", "m", out var losses);

        Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
        Assert.Equal(CanonicalText.Of(conversation), CanonicalText.Of(Translating.Read(Dialect, Encoding.UTF8.GetString(written))));
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var choices = raw.SelectMany(static chunk => chunk["choices"]?.AsArray() ?? []).Where(static choice => Number(choice, "index") == 0).ToList();
        Assert.Equal(string.Concat(choices.Select(static choice => (string?)choice!["text"])), string.Concat(answer.Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString())));
        Assert.Equal(choices.Select(static choice => (string?)choice!["finish_reason"]).LastOrDefault(static reason => reason is { Length: > 0 }), answer.Choices[0].NativeFinish);
        if (raw.Select(static chunk => chunk["usage"]).LastOrDefault(static usage => usage is not null) is { } usage)
        {
            Assert.Equal((Number(usage, "prompt_tokens"), Number(usage, "completion_tokens")), (answer.Usage!.Value.Input, answer.Usage.Value.Output));
        }
    }

    protected override FailureKind KindOf(Recording recording) => recording.Status == 401 ? FailureKind.Authentication : recording.Status == 404 ? FailureKind.NotFound : FailureKind.BadRequest;
}
