using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.CohereChat;

public sealed class CohereRoundTripProperties() : FormatRoundTrip(CohereDialect.Instance, "cohere")
{
    private static readonly Gen<Utf8Text> Texts = Gen.Elements("a", " é🐟 ", "\"q\"\\", "line\nline", "x\u2028y", "<&>", "null").Select(Utf8Text.Of);

    private static readonly Gen<string> Arguments = Gen.Elements("{}", """{"a":1}""", """{"é":["\u00e9",null,{"b":1e3}]}""");

    [Fact]
    public void Request_WrittenAndRead_IsTheSame() => ComeBack(Conversations(), "cohere_chat", "command-a-03-2025");

    [Fact]
    public void Request_MadeWrong_IsRefusedOrCanBeWritten() => MadeWrong.Each("golden/full.cohere.json", static json =>
    {
        var conversation = Translating.Read(CohereDialect.Instance, json);
        Translating.Write(CohereDialect.Instance, conversation, "cohere_chat", "m", out _);
        Translating.Write(ChatDialect.Instance, conversation, "openai", "gpt", out _);
    });

    [Fact]
    public void ChatRequest_MadeWrong_CanBeWritten() => MadeWrong.Each("golden/full.chat.json", static json =>
        Translating.Write(CohereDialect.Instance, Translating.Read(ChatDialect.Instance, json), "cohere_chat", "m", out _));

    [Fact]
    public void Stream_MadeWrong_IsReadOrFails() => MadeWrong.EachStream(
        CohereDialect.Instance,
        CohereStreamTests.Everything.Split("\n\n", StringSplitOptions.RemoveEmptyEntries),
        "data: ",
        static events => Encoding.UTF8.GetBytes(string.Join("\n\n", events)));

    private static Gen<Conversation> Conversations() =>
        from system in Gen.ListOf(Texts)
        from rounds in Gen.ListOf(Round())
        from last in Said()
        from max in Gen.Elements<int?>(null, 1, 4096)
        from topP in Gen.Elements<double?>(null, 0.01, 0.5, 0.99)
        from stop in Gen.ListOf(Gen.Elements("END", "\n\n##"))
        from choice in Gen.Elements<ToolChoice?>(null, new ToolChoice(ToolMode.Required), new ToolChoice(ToolMode.None))
        from strict in Gen.Elements<bool?>(null, true)
        from think in Gen.Elements(null, new ReasoningRequest { IsAdaptive = true }, new ReasoningRequest { BudgetTokens = 0 }, new ReasoningRequest { BudgetTokens = 77 })
        from extra in Gen.ListOf(Gen.Elements("documents", "safety_mode"))
        select Build(system, rounds, last, max, topP, [.. stop.Take(5)], choice, strict, think, extra);

    private static Conversation Build(
        List<Utf8Text> system, List<Turn[]> rounds, Turn last, int? max, double? topP, List<string> stop, ToolChoice? choice, bool? strict, ReasoningRequest? think, List<string> extras)
    {
        var conversation = new Conversation { Source = CohereDialect.FormatName, MaxOutputTokens = max, TopP = topP, ToolChoice = choice, Reasoning = think };
        conversation.Turns.AddRange(system.Select(static text => Spoken(Role.System, new TextPart(text))));
        conversation.Turns.AddRange(rounds.SelectMany(static round => round));
        conversation.Turns.Add(last);
        conversation.Tools.Add(new ToolDefinition { Name = "t", Description = "does", Schema = RawJson.Of("""{"type":"object","properties":{"a":{}},"required":["a"]}"""), Strict = strict });
        conversation.Stop.AddRange(stop);
        conversation.Extras.AddRange(extras.Distinct().Order(StringComparer.Ordinal).Select(static name => new ExtraMember(name, RawJson.Of("[]"), IsKnown: true)));
        return conversation;
    }

    // A user's turn, an assistant's, and the results of its calls.
    private static Gen<Turn[]> Round() =>
        from user in Said()
        from thought in Gen.ListOf(Texts)
        from text in Texts
        from calls in Gen.ListOf(Gen.Zip(Arguments, Texts))
        select Rounded(user, thought.Count > 0 ? thought[0] : default, text, [.. calls]);

    private static Turn[] Rounded(Turn user, Utf8Text thought, Utf8Text text, (string Arguments, Utf8Text Result)[] calls)
    {
        // Before calls it is the plan, which stands behind the text.
        Part? reasoning = thought.IsEmpty ? null : new ReasoningPart(thought);
        var assistant = calls.Length == 0 ? Spoken(Role.Assistant, reasoning, new TextPart(text)) : Spoken(Role.Assistant, new TextPart(text), reasoning);
        var results = new Turn(Role.Tool);
        for (var i = 0; i < calls.Length; i++)
        {
            assistant.Parts.Add(new ToolCallPart($"call_{i}", "t", Utf8Text.Of(calls[i].Arguments)));
            var result = new ToolResultPart($"call_{i}");
            result.Content.Add(i % 2 == 0 ? new TextPart(calls[i].Result) : new MediaPart(MediaKind.Document) { Text = calls[i].Result, Name = "title" });
            results.Parts.Add(result);
        }

        return calls.Length == 0 ? [user, assistant] : [user, assistant, results];
    }

    private static Gen<Turn> Said() =>
        from text in Texts
        from image in Gen.Elements(true, false)
        select Spoken(Role.User, new TextPart(text), image ? new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = Utf8Text.Of("iVBORw0KGgo="), Detail = "low" } : null);

    private static Turn Spoken(Role role, params Part?[] parts)
    {
        var turn = new Turn(role);
        turn.Parts.AddRange(parts.OfType<Part>());
        return turn;
    }

    private protected override Gen<Answer> Answers =>
        from thoughts in Gen.ListOf(Texts)
        from texts in Gen.ListOf(Texts)
        from calls in Gen.ListOf(Arguments)
        from finish in Gen.Elements(FinishReason.Stop, FinishReason.Length, FinishReason.ContentFilter, FinishReason.ContextWindow, FinishReason.Error)
        select Answered(thoughts, texts, calls, finish);

    private static Answer Answered(List<Utf8Text> thoughts, List<Utf8Text> texts, List<string> calls, FinishReason finish)
    {
        var choice = new AnswerChoice { Finish = calls.Count > 0 && finish == FinishReason.Stop ? FinishReason.ToolCalls : finish };
        choice.Parts.AddRange(thoughts.Select(static text => new ReasoningPart(text)));
        choice.Parts.AddRange(texts.Select(static text => new TextPart(text)));
        choice.Parts.AddRange(calls.Select(static (arguments, i) => new ToolCallPart($"call_{i}", "t", Utf8Text.Of(arguments))));
        var answer = new Answer { Id = "c", Usage = new AnswerUsage { Input = 10, CachedInput = 3, Output = 7, Reasoning = 2 } };
        answer.Choices.Add(choice);
        return answer;
    }
}
