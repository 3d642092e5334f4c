using System.Text;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.OpenAIResponses;

/// <summary>What is no Responses traffic is told, and nothing breaks on it.</summary>
public sealed class ResponsesRoundTripProperties
{
    [Fact]
    public void Request_MadeWrong_IsReadAndWrittenOrRefused() => MadeWrong.Each("golden/full.responses.json", static json =>
    {
        var conversation = Translating.Read(ResponsesDialect.Instance, json);
        Translating.Write(ResponsesDialect.Instance, conversation, "openai", "gpt-5", out _);
        Translating.Write(ChatDialect.Instance, conversation, "openai", "gpt-5", out _);
    });

    [Fact]
    public void ChatRequest_MadeWrong_CanBeWritten() => MadeWrong.Each("golden/full.chat.json", static json =>
        Translating.Write(ResponsesDialect.Instance, Translating.Read(ChatDialect.Instance, json), "openai", "gpt-5", out _));

    [Fact]
    public void Answer_MadeWrong_IsReadAndWrittenOrRefused() => MadeWrong.Each("golden/answer.responses.json", static json =>
    {
        var answer = Translating.ReadAnswer(ResponsesDialect.Instance, Encoding.UTF8.GetBytes(json));
        Translating.WriteAnswer(ResponsesDialect.Instance, answer);
        Translating.WriteStream(ResponsesDialect.Instance, answer);
    });

    [Fact]
    public void Stream_MadeWrong_IsReadOrFails()
    {
        var answer = Translating.ReadAnswer(ResponsesDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/answer.responses.json")));
        var lines = Encoding.UTF8.GetString(Translating.WriteStream(ResponsesDialect.Instance, answer)).Split('\n');
        var data = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("data: ", StringComparison.Ordinal)).ToArray();
        Prop.ForAll(Gen.Zip(Gen.Choose(0, data.Length - 1), Gen.Choose(0, int.MaxValue - 1)).ToArbitrary(), pair =>
        {
            var (which, seed) = pair;
            var changed = lines.ToArray();
            changed[data[which]] = "data: " + JsonMutation.Of(changed[data[which]][6..], seed);
            var read = Translating.ReadStream(ResponsesDialect.Instance, Encoding.UTF8.GetBytes(string.Join('\n', changed)), out var isWhole);
            Assert.True(!isWhole || read.Error is null);
            Translating.PassStream(ResponsesDialect.Instance, ChatDialect.Instance, Encoding.UTF8.GetBytes(string.Join('\n', changed)));
        }).QuickCheckThrowOnFailure();
    }
}
