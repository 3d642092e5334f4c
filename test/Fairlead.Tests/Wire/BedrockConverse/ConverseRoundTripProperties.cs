using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Tests.Wire.Canonical;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.BedrockConverse;

public sealed class ConverseRoundTripProperties() : FormatRoundTrip(ConverseDialect.Instance, "converse")
{
    private const string Model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    private static readonly RawJson Mark = RawJson.Of("""{"type":"ephemeral"}""");

    private static readonly Gen<Utf8Text> Texts = Gen.Elements("a", " é🐟 ", "\"q\"\\", "line\nline", "x\u2028y", "<&>", "{\"text\":1}").Select(Utf8Text.Of);

    private static readonly Gen<RawJson> Marks = Gen.Frequency((4, Gen.Constant(default(RawJson))), (1, Gen.Constant(Mark)));

    private static readonly Gen<string> Arguments = Gen.Elements("{}", """{"a":1}""", """{"é":["\u00e9",null,{"b":1e3}]}""");

    [Fact]
    public void Request_WrittenAndRead_IsTheSame() => ComeBack(Conversations(), "bedrock", Model);

    [Fact]
    public void Request_MadeWrong_IsReadOrRefused() => MadeWrong.Each("golden/full.converse.json", static json => Translating.Read(ConverseDialect.Instance, json));

    [Fact]
    public void Request_MadeWrong_CanBeWritten() => MadeWrong.Each("golden/full.converse.json", static json =>
    {
        var conversation = Translating.Read(ConverseDialect.Instance, json);
        Translating.Write(ConverseDialect.Instance, conversation, "bedrock", Model, out _);
        Translating.Write(ConverseDialect.Instance, conversation, "bedrock", "us.amazon.nova-2-lite-v1:0", out _);
        Translating.Write(Fairlead.Providers.Wire.OpenAIChat.ChatDialect.Instance, conversation, "openai", "gpt", out _);
    });

    [Fact]
    public void ChatRequest_MadeWrong_CanBeWritten() => MadeWrong.Each("golden/full.chat.json", static json =>
    {
        var conversation = Translating.Read(Fairlead.Providers.Wire.OpenAIChat.ChatDialect.Instance, json);
        Translating.Write(ConverseDialect.Instance, conversation, "bedrock", Model, out _);
        Translating.Write(ConverseDialect.Instance, conversation, "bedrock", "us.meta.llama3-3-70b-instruct-v1:0", out _);
    });

    [Fact]
    public void Stream_MadeWrong_IsReadOrFails() => MadeWrong.EachStream(
        ConverseDialect.Instance,
        ConverseStreamTests.Everything,
        " ",
        ConverseFrames.Of);

    // Numbers of Bedrock's own (metrics) come with every answer that was written.
    private protected override string Shown(Answer read) => CanonicalText.Of(read, withExtras: false);

    private static Gen<Conversation> Conversations() =>
        from system in Gen.ListOf(Text())
        from rounds in Gen.NonEmptyListOf(Round())
        from last in Said()
        from tools in Tools()
        from choice in Gen.Elements<ToolChoice?>(null, new ToolChoice(ToolMode.Auto), new ToolChoice(ToolMode.Required), new ToolChoice(ToolMode.Named, "t0"))
        from max in Gen.Elements<int?>(null, 1, 4096)
        from temperature in Gen.Elements<double?>(null, 0, 0.7, 1)
        from stop in Gen.ListOf(Gen.Elements("END", "\n\n##"))
        from tier in Gen.Elements(null, "flex", "priority")
        from metadata in Gen.Elements(default(RawJson), RawJson.Of("""{"team":"blue"}"""))
        from topK in Gen.Elements<int?>(null, 40)
        select Build(system, rounds, last, tools, choice, max, temperature, stop, tier, metadata, topK);

    private static Conversation Build(
        List<Part> system, List<Turn[]> rounds, Turn last, ToolDefinition[] tools, ToolChoice? choice, int? max, double? temperature, List<string> stop, string? tier, RawJson metadata, int? topK)
    {
        var conversation = new Conversation
        {
            Source = ConverseDialect.FormatName,
            ToolChoice = choice,
            MaxOutputTokens = max,
            Temperature = temperature,
            ServiceTier = tier,
            Metadata = metadata,
            TopK = topK,
        };
        if (system.Count > 0)
        {
            var turn = new Turn(Role.System);
            turn.Parts.AddRange(system);
            conversation.Turns.Add(turn);
        }

        // Ids of calls are unique, and documents' names are.
        conversation.Turns.AddRange(rounds.SelectMany(static round => round));
        conversation.Turns.Add(last);
        conversation.Tools.AddRange(tools);
        conversation.Stop.AddRange(stop);
        return conversation;
    }

    // A user's turn, an assistant's, and the results of its calls.
    private static Gen<Turn[]> Round() =>
        from user in Said()
        from thoughts in Gen.ListOf(Thought())
        from texts in Gen.ListOf(Text())
        from calls in Gen.ListOf(Gen.Zip(Arguments, Results()))
        from mark in Marks
        select Rounded(user, [.. thoughts, .. texts], [.. calls], mark);

    private static Turn[] Rounded(Turn user, Part[] said, (string Arguments, Part[] Result)[] calls, RawJson mark)
    {
        var assistant = new Turn(Role.Assistant);
        assistant.Parts.AddRange(said);
        var results = new Turn(Role.Tool);
        for (var i = 0; i < calls.Length; i++)
        {
            var id = $"tooluse_{i}";
            assistant.Parts.Add(new ToolCallPart(id, "t0", Utf8Text.Of(calls[i].Arguments)));
            var result = new ToolResultPart(id) { IsError = i % 2 == 1, CacheControl = mark };
            result.Content.AddRange(calls[i].Result);
            results.Parts.Add(result);
        }

        if (assistant.Parts.Count == 0)
        {
            assistant.Parts.Add(new TextPart(Utf8Text.Of("ok")));
        }

        return calls.Length == 0 ? [user, assistant] : [user, assistant, results];
    }

    private static Gen<Turn> Said() =>
        from text in Text()
        from media in Gen.ListOf(Media())
        select Spoken([text, .. media.DistinctBy(static part => part is MediaPart { Kind: MediaKind.Document } ? "document" : Guid.CreateVersion7().ToString())]);

    private static Turn Spoken(Part[] parts)
    {
        var turn = new Turn(Role.User);
        turn.Parts.AddRange(parts);
        return turn;
    }

    private static Gen<Part> Text() =>
        from text in Texts
        from mark in Marks
        select (Part)new TextPart(text) { CacheControl = mark };

    private static Gen<Part> Thought() =>
        from text in Texts
        from hidden in Gen.Elements(true, false)
        select (Part)new ReasoningPart(hidden ? default : text) { IsEncrypted = hidden, Signature = new SignedState(SignedBy.Anthropic, Utf8Text.Of("c2ln+/=")) };

    private static Gen<Part[]> Results() =>
        from texts in Gen.ListOf(Texts)
        from picture in Gen.Elements(true, false)
        select texts.Select(static text => (Part)new TextPart(text)).Concat(picture ? [Picture()] : []).ToArray();

    private static Gen<Part> Media() => Gen.Elements<Func<Part>>(
        Picture,
        static () => new MediaPart(MediaKind.Video) { MediaType = "video/mp4", Url = "s3://bucket/a.mp4" },
        static () => new MediaPart(MediaKind.Audio) { MediaType = "audio/wav", Base64 = Utf8Text.Of("UklGRg==") },
        static () => new MediaPart(MediaKind.Document) { MediaType = "application/pdf", Base64 = Utf8Text.Of("JVBERi0x"), Name = Unique() }).Select(static make => make());

    private static MediaPart Picture() => new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = Utf8Text.Of("iVBORw0KGgo=") };

    private static string Unique() => "doc " + Guid.CreateVersion7().ToString("N");

    private static Gen<ToolDefinition[]> Tools() =>
        from description in Gen.Elements(null, "does")
        from strict in Gen.Elements<bool?>(null, true)
        from mark in Marks
        select new ToolDefinition[]
        {
            new() { Name = "t0", Description = description, Schema = RawJson.Of("""{"type":"object","properties":{"a":{"type":"string"}}}"""), Strict = strict, CacheControl = mark },
            new() { Name = "t1", Schema = RawJson.Of("""{"type":"object","properties":{}}""") },
        };

    private protected override Gen<Answer> Answers =>
        from thoughts in Gen.ListOf(Thought())
        from texts in Gen.ListOf(Texts)
        from calls in Gen.ListOf(Arguments)
        from finish in Gen.Elements(FinishReason.Stop, FinishReason.Length, FinishReason.ContentFilter, FinishReason.ContextWindow)
        from stop in Gen.Elements(null, "END")
        from cached in Gen.Choose(0, 5)
        select Answered([.. thoughts], [.. texts], [.. calls], finish, stop, cached);

    private static Answer Answered(Part[] thoughts, Utf8Text[] texts, string[] calls, FinishReason finish, string? stop, int cached)
    {
        var choice = new AnswerChoice { Finish = calls.Length > 0 && finish == FinishReason.Stop ? FinishReason.ToolCalls : finish };
        choice.StopSequence = choice.Finish == FinishReason.Stop ? stop : null;
        choice.Parts.AddRange(thoughts);
        choice.Parts.AddRange(texts.Select(static text => new TextPart(text)));
        choice.Parts.AddRange(calls.Select(static (arguments, i) => new ToolCallPart($"tooluse_{i}", "t", Utf8Text.Of(arguments))));
        var answer = new Answer { Usage = new AnswerUsage { Input = 10 + cached, CachedInput = cached, CacheWrite = cached / 2, Output = 7 } };
        answer.Choices.Add(choice);
        return answer;
    }
}
