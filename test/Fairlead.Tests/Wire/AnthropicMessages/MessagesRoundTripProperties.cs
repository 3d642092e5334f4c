using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.AnthropicMessages;

public sealed class MessagesRoundTripProperties() : FormatRoundTrip(MessagesDialect.Instance, "messages")
{
    private const string Model = "claude-sonnet-4-5-20250929";

    private static readonly Gen<Utf8Text> Texts = Gen.Elements("a", " é🐟 ", "\"q\"\\", "line\nline", "x\u2028y", "<&>", "{\"text\":1}").Select(Utf8Text.Of);

    private static readonly Gen<string> Arguments = Gen.Elements("{}", """{"a":1}""", """{"é":["\u00e9",null,{"b":1e3}]}""");

    [Fact]
    public void Stream_OfAnyAnswer_BeginsAndEndsItsBlocksInOrder() =>
        Prop.ForAll(Answers.ToArbitrary(), static answer =>
        {
            var open = new HashSet<int>();
            var next = 0;
            foreach (var item in Encoding.UTF8.GetString(Translating.WriteStream(MessagesDialect.Instance, answer)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            {
                var data = System.Text.Json.Nodes.JsonNode.Parse(item[(item.IndexOf("data: ", StringComparison.Ordinal) + 6)..])!;
                Assert.StartsWith($"event: {data["type"]}\n", item, StringComparison.Ordinal);
                switch ((string?)data["type"])
                {
                    case "content_block_start":
                        Assert.Equal(next++, (int)data["index"]!);
                        Assert.True(open.Add((int)data["index"]!));
                        break;
                    case "content_block_delta":
                        Assert.Contains((int)data["index"]!, open);
                        break;
                    case "content_block_stop":
                        Assert.True(open.Remove((int)data["index"]!));
                        break;
                }
            }

            Assert.Empty(open);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Request_MadeWrong_IsReadOrRefused() => MadeWrong.Each("golden/full.messages.json", static json => Translating.Read(MessagesDialect.Instance, json));

    [Fact]
    public void Request_MadeWrong_CanBeWritten() => MadeWrong.Each("golden/full.messages.json", static json =>
    {
        var conversation = Translating.Read(MessagesDialect.Instance, json);
        Translating.Write(MessagesDialect.Instance, conversation, "anthropic", Model, out _);
        Translating.Write(ConverseDialect.Instance, conversation, "bedrock", "us.amazon.nova-2-lite-v1:0", out _);
        Translating.Write(ChatDialect.Instance, conversation, "openai", "gpt", out _);
    });

    [Fact]
    public void ChatRequest_MadeWrong_CanBeWritten() => MadeWrong.Each("golden/full.chat.json", static json =>
    {
        var conversation = Translating.Read(ChatDialect.Instance, json);
        Translating.Write(MessagesDialect.Instance, conversation, "anthropic", Model, out _);
        Translating.Write(MessagesDialect.Instance, conversation, "anthropic", "claude-opus-4-7", out _);
    });

    [Fact]
    public void Stream_MadeWrong_IsReadOrFails() => MadeWrong.EachStream(
        MessagesDialect.Instance,
        MessagesStreamTests.Everything.Split("\n\n", StringSplitOptions.RemoveEmptyEntries),
        "data: ",
        static events => Encoding.UTF8.GetBytes(string.Join("\n\n", events) + "\n\n"));

    private static Gen<Part> Thought() =>
        from text in Texts
        from hidden in Gen.Elements(true, false)
        select (Part)new ReasoningPart(hidden ? default : text) { IsEncrypted = hidden, Signature = new SignedState(SignedBy.Anthropic, Utf8Text.Of("c2ln+/=")) };

    private protected override Gen<Answer> Answers =>
        from thoughts in Gen.ListOf(Thought())
        from texts in Gen.ListOf(Texts)
        from calls in Gen.ListOf(Arguments)
        from finish in Gen.Elements(FinishReason.Stop, FinishReason.Length, FinishReason.ContentFilter, FinishReason.ContextWindow, FinishReason.Pause)
        from stop in Gen.Elements(null, "END")
        from cached in Gen.Choose(0, 5)
        select Answered([.. thoughts], [.. texts], [.. calls], finish, stop, cached);

    private static Answer Answered(Part[] thoughts, Utf8Text[] texts, string[] calls, FinishReason finish, string? stop, int cached)
    {
        var choice = new AnswerChoice { Finish = calls.Length > 0 && finish == FinishReason.Stop ? FinishReason.ToolCalls : finish };
        choice.StopSequence = choice.Finish == FinishReason.Stop ? stop : null;
        choice.Parts.AddRange(thoughts);
        choice.Parts.AddRange(texts.Select(static text => new TextPart(text)));
        choice.Parts.AddRange(calls.Select(static (arguments, i) => new ToolCallPart($"toolu_{i}", "t", Utf8Text.Of(arguments))));
        var answer = new Answer { Id = "msg_1", Model = "claude", Usage = new AnswerUsage { Input = 10 + cached, CachedInput = cached, CacheWrite = cached / 2, Output = 7, Reasoning = cached } };
        answer.Choices.Add(choice);
        return answer;
    }
}
