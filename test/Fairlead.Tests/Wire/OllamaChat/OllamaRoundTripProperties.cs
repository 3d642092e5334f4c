using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.OllamaChat;

public sealed class OllamaRoundTripProperties() : FormatRoundTrip(OllamaDialect.Instance, "ollama")
{
    private static readonly Gen<Utf8Text> Texts = Gen.Elements("a", " é🐟 ", "\"q\"\\", "line\nline", "x\u2028y", "<&>", "{\"text\":1}").Select(Utf8Text.Of);

    private static readonly Gen<string> Arguments = Gen.Elements("{}", """{"a":1}""", """{"é":["\u00e9",null,{"b":1e3}]}""");

    [Fact]
    public void Request_WrittenAndRead_IsTheSame() => ComeBack(Conversations(), "ollama", "qwen3");

    [Fact]
    public void Request_MadeWrong_IsRefusedOrCanBeWritten() => MadeWrong.Each("golden/full.ollama.json", static json =>
    {
        var conversation = Translating.Read(OllamaDialect.Instance, json);
        Translating.Write(OllamaDialect.Instance, conversation, "ollama", "m", out _);
        Translating.Write(ChatDialect.Instance, conversation, "openai", "gpt", out _);
    });

    [Fact]
    public void ChatRequest_MadeWrong_CanBeWritten() => MadeWrong.Each("golden/full.chat.json", static json =>
        Translating.Write(OllamaDialect.Instance, Translating.Read(ChatDialect.Instance, json), "ollama", "m", out _));

    [Fact]
    public void Stream_MadeWrong_IsReadOrFails() => MadeWrong.EachStream(
        OllamaDialect.Instance,
        OllamaStreamTests.Everything.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        "",
        static lines => Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    private static Gen<Conversation> Conversations() =>
        from system in Gen.ListOf(Texts)
        from rounds in Gen.ListOf(Round())
        from last in Said()
        from max in Gen.Elements<int?>(null, 1, 4096)
        from temperature in Gen.Elements<double?>(null, 0, 0.7, 1)
        from stop in Gen.ListOf(Gen.Elements("END", "\n\n##"))
        from topK in Gen.Elements<int?>(null, 40)
        from output in Gen.Elements(null, new OutputFormat(OutputKind.Json), new OutputFormat(OutputKind.Schema) { Schema = RawJson.Of("""{"type":"object"}""") })
        from think in Gen.Elements(null, new ReasoningRequest { IsAdaptive = true }, new ReasoningRequest { Effort = "none" })
        from extra in Gen.ListOf(Gen.Elements("num_ctx", "keep_alive"))
        select Build(system, rounds, last, max, temperature, stop, topK, output, think, extra);

    private static Conversation Build(
        List<Utf8Text> system, List<Turn[]> rounds, Turn last, int? max, double? temperature, List<string> stop, int? topK, OutputFormat? output, ReasoningRequest? think, List<string> extras)
    {
        var conversation = new Conversation { Source = OllamaDialect.FormatName, MaxOutputTokens = max, Temperature = temperature, TopK = topK, Output = output, Reasoning = think };
        conversation.Turns.AddRange(system.Select(static text => Spoken(Role.System, new TextPart(text))));
        conversation.Turns.AddRange(rounds.SelectMany(static round => round));
        conversation.Turns.Add(last);
        conversation.Tools.Add(new ToolDefinition { Name = "t", Description = "does", Schema = RawJson.Of("""{"type":"object","properties":{}}""") });
        conversation.Stop.AddRange(stop);
        // What stands beside the options comes first.
        conversation.Extras.AddRange(extras.Distinct().Order(StringComparer.Ordinal).Select(static name => new ExtraMember(name, RawJson.Of("4"), IsKnown: true)));
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
        var assistant = Spoken(Role.Assistant, thought.IsEmpty ? null : new ReasoningPart(thought), new TextPart(text));
        var results = new Turn(Role.Tool);
        for (var i = 0; i < calls.Length; i++)
        {
            assistant.Parts.Add(new ToolCallPart($"call_{i}", "t", Utf8Text.Of(calls[i].Arguments)));
            var result = new ToolResultPart($"call_{i}") { Name = "t" };
            result.Content.Add(new TextPart(calls[i].Result));
            results.Parts.Add(result);
        }

        return calls.Length == 0 ? [user, assistant] : [user, assistant, results];
    }

    private static Gen<Turn> Said() =>
        from text in Texts
        from image in Gen.Elements(true, false)
        select Spoken(Role.User, new TextPart(text), image ? new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = Utf8Text.Of("iVBORw0KGgo=") } : null);

    private static Turn Spoken(Role role, params Part?[] parts)
    {
        var turn = new Turn(role);
        turn.Parts.AddRange(parts.OfType<Part>());
        return turn;
    }

    private protected override Gen<Answer> Answers =>
        from thought in Gen.ListOf(Texts)
        from text in Gen.ListOf(Texts)
        from calls in Gen.ListOf(Arguments)
        from finish in Gen.Elements(FinishReason.Stop, FinishReason.Length)
        select Answered(thought, text, calls, finish);

    private static Answer Answered(List<Utf8Text> thought, List<Utf8Text> text, List<string> calls, FinishReason finish)
    {
        var choice = new AnswerChoice { Finish = calls.Count > 0 && finish == FinishReason.Stop ? FinishReason.ToolCalls : finish };
        choice.Parts.AddRange(thought.Take(1).Select(static item => new ReasoningPart(item)));
        choice.Parts.AddRange(text.Take(1).Select(static item => new TextPart(item)));
        choice.Parts.AddRange(calls.Select(static (arguments, i) => new ToolCallPart($"call_{i}", "t", Utf8Text.Of(arguments))));
        var answer = new Answer { Model = "m", Usage = new AnswerUsage { Input = 10, Output = 7 } };
        answer.Choices.Add(choice);
        return answer;
    }
}
