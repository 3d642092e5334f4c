using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>What answers can say: the rows of the second table.</summary>
internal static class FidelityAnswers
{
    public static IReadOnlyList<AnswerFeature> All { get; } =
    [
        Part("text", static _ => new TextPart(Text("Hello"))),
        Part("tool call", static _ => Call("Rome"), FinishReason.ToolCalls),
        new("several tool calls", static (a, _) => Set(a, FinishReason.ToolCalls, Call("Rome"), Call("Oslo")), FidelityText.Parts),
        new("text before a tool call", static (a, _) => Set(a, FinishReason.ToolCalls, new TextPart(Text("Let me see.")), Call("Rome")), FidelityText.Parts),
        new("thoughts", static (a, _) => Set(a, FinishReason.Stop, new ReasoningPart(Text("Hm.")), new TextPart(Text("Hello"))), static a => One<ReasoningPart>(a)?.Text.ToString()),
        Signed("signed thoughts", "Hm.", isEncrypted: false),
        Signed("encrypted thoughts", "", isEncrypted: true),
        new("refusal in words", static (a, _) => Set(a, FinishReason.Stop, new RefusalPart(Text("I cannot."))), static a => One<RefusalPart>(a)?.Text.ToString()),
        new("citations", static (a, _) => Set(a, FinishReason.Stop, new TextPart(Text("Rome is old.")) { Citations = [new Citation { Url = "https://example.com/rome", Title = "Rome", CitedText = "old", Start = 0, End = 12 }] }), static a => One<TextPart>(a)?.Citations is [{ } citation, ..] ? $"{citation.Url} {citation.Title}" : null),
        new("picture drawn", static (a, _) => Set(a, FinishReason.Stop, new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = Text("iVBORw0KGgo=") }), static a => One<MediaPart>(a)?.Base64.ToString()),
        new("sound spoken", static (a, _) => Set(a, FinishReason.Stop, new MediaPart(MediaKind.Audio) { MediaType = "audio/wav", Base64 = Text("UklGRg=="), FileId = "audio-1", Text = Text("Hello") }), static a => One<MediaPart>(a)?.Base64.ToString()),
        new("log probabilities", static (a, _) => Set(a, FinishReason.Stop, new TextPart(Text("Hi"))).Logprobs = RawJson.Of("""[{"token":"Hi","logprob":-0.5,"bytes":[72,105],"top_logprobs":[]}]"""), static a => a.Choices is [{ Logprobs.IsEmpty: false }, ..] ? "there" : null),
        new("several answers", static (a, _) => { Set(a, FinishReason.Stop, new TextPart(Text("A"))); Set(a, FinishReason.Stop, new TextPart(Text("B"))); }, static a => a.Choices.Count > 1 ? $"{a.Choices.Count}" : null),
        Finish("cut at the most tokens", FinishReason.Length),
        Finish("cut by a filter", FinishReason.ContentFilter),
        Finish("context window full", FinishReason.ContextWindow),
        Finish("paused turn", FinishReason.Pause),
        new("stop text that ended it", static (a, _) => Set(a, FinishReason.Stop, new TextPart(Text("Hi"))).StopSequence = "END", static a => a.Choices is [{ StopSequence: { } stop }, ..] ? stop : null),
        Usage("tokens", new AnswerUsage { Input = 12, Output = 5 }, static usage => $"{usage.Input} {usage.Output}"),
        Usage("cached tokens", new AnswerUsage { Input = 12, CachedInput = 8, Output = 5 }, static usage => usage.CachedInput == 0 ? null : $"{usage.Input} {usage.CachedInput}"),
        Usage("tokens written to the cache", new AnswerUsage { Input = 12, CacheWrite = 8, Output = 5 }, static usage => usage.CacheWrite == 0 ? null : $"{usage.Input} {usage.CacheWrite}"),
        Usage("reasoning tokens", new AnswerUsage { Input = 12, Output = 5, Reasoning = 3 }, static usage => usage.Reasoning == 0 ? null : $"{usage.Output} {usage.Reasoning}"),
        new("service tier used", static (a, _) => { Set(a, FinishReason.Stop, new TextPart(Text("Hi"))); a.ServiceTier = "priority"; }, static a => a.ServiceTier),
        new("the model's own name", static (a, _) => { Set(a, FinishReason.Stop, new TextPart(Text("Hi"))); a.Model = "model-2026"; }, static a => a.Model == "model-2026" ? a.Model : null),
    ];

    private static Utf8Text Text(string text) => Utf8Text.Of(text);

    private static ToolCallPart Call(string city) => new("call_" + city, "weather", Text($$"""{"city":"{{city}}"}"""));

    private static AnswerFeature Part(string name, Func<FidelityTarget, Part> part, FinishReason finish = FinishReason.Stop) =>
        new(name, (a, target) => Set(a, finish, part(target)), FidelityText.Parts);

    private static AnswerFeature Finish(string name, FinishReason finish) =>
        new(name, (a, _) => Set(a, finish, new TextPart(Text("Hi"))), static a => a.Choices is [{ } choice, ..] ? choice.Finish.ToString() : null);

    private static AnswerFeature Usage(string name, AnswerUsage usage, Func<AnswerUsage, string?> see) => new(
        name,
        (a, _) =>
        {
            Set(a, FinishReason.Stop, new TextPart(Text("Hi")));
            a.Usage = usage;
        },
        a => a.Usage is { } seen ? see(seen) : null);

    private static AnswerFeature Signed(string name, string text, bool isEncrypted) => new(
        name,
        (a, target) => Set(
            a, FinishReason.ToolCalls, new ReasoningPart(Text(text)) { IsEncrypted = isEncrypted, Signature = new SignedState(target.Dialect.Signs, Text("c2lnbmVk")) }, Call("Rome")),
        a => One<ReasoningPart>(a) is { Signature.IsPresent: true } part ? $"{part.Text} {part.IsEncrypted} {part.Signature.By}" : null);

    private static AnswerChoice Set(Answer answer, FinishReason finish, params ReadOnlySpan<Part> parts)
    {
        var choice = new AnswerChoice { Finish = finish };
        choice.Parts.AddRange(parts);
        answer.Choices.Add(choice);
        return choice;
    }

    private static T? One<T>(Answer answer)
        where T : Part => answer.Choices.SelectMany(static choice => choice.Parts).OfType<T>().FirstOrDefault();
}
