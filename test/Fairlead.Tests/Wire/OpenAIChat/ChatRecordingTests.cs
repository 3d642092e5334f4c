using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.OpenAIChat;

/// <summary>Recorded traffic of everybody who speaks OpenAI's chat format, where it lies beside the repository: all of it is read, as it was meant.</summary>
public sealed class ChatRecordingTests(ITestOutputHelper output)
{
    private static readonly HashSet<string> Apart =
    [
        // Made by hand from another answer: an error under status 200, which is refused as such. Azure sends it with 400.
        "azure/chat-prompt-filtered-HANDEDITED.json",

        // GET /v1/chat/completions, which lists what was stored: no request with a body, and no answer of a conversation.
        "openai/chat-tool-calls-parallel-toolcall.json",
        "openai/chat-tool-calls-toolcall.json",
    ];

    [Theory]
    [InlineData("azure")]
    [InlineData("bedrock-mantle")]
    [InlineData("cerebras")]
    [InlineData("deepseek")]
    [InlineData("gemini")]
    [InlineData("groq")]
    [InlineData("huggingface-router")]
    [InlineData("mistral")]
    [InlineData("ollama")]
    [InlineData("openai")]
    [InlineData("openai-compatible")]
    [InlineData("openrouter")]
    [InlineData("perplexity")]
    [InlineData("together")]
    public void Exchanges_OfAProvider_AreReadAsRecorded(string provider)
    {
        var wrong = new List<string>();
        var recordings = Recordings.Recordings.Of(provider, "chat").Where(static recording => !Apart.Contains(recording.File)).ToList();
        foreach (var recording in recordings)
        {
            try
            {
                Check(recording);
            }
            catch (Exception e)
            {
                wrong.Add($"{recording.File}: {e.Message}");
            }
        }

        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges, {wrong.Count} wrong");
        Assert.Empty(wrong);
    }

    private static void Check(Recording recording)
    {
        Translating.Read(ChatDialect.Instance, Encoding.UTF8.GetString(recording.Request));
        if (recording.Status != 200)
        {
            return;
        }

        if (recording.Headers["content-type"].Contains("event-stream", StringComparison.Ordinal))
        {
            CheckStream(recording);
            return;
        }

        var raw = JsonNode.Parse(recording.Response)!;
        var answer = Translating.ReadAnswer(ChatDialect.Instance, recording.Response);
        Assert.Equal((string?)raw["id"] ?? "", answer.Id);
        Assert.Equal((string?)raw["choices"]![0]!["finish_reason"] ?? "", answer.Choices[0].NativeFinish ?? "");
        // A filtered answer of Azure's has no message; the old kind of call stands alone.
        var message = raw["choices"]![0]!["message"];
        Assert.Equal(message?["tool_calls"]?.AsArray().Count ?? (message?["function_call"] is null ? 0 : 1), answer.Choices[0].Parts.OfType<ToolCallPart>().Count());
        CheckUsage(raw["usage"], answer.Usage);

        // Told as a stream and gathered again, it is the same answer.
        var replayed = new AnswerCollector();
        AnswerReplay.Tell(answer, replayed);
        Assert.Equal(CanonicalText.Of(answer), CanonicalText.Of(replayed.Answer));
    }

    private static void CheckStream(Recording recording)
    {
        var chunks = Encoding.UTF8.GetString(recording.Response).Split('\n')
            .Where(static line => line.StartsWith("data: {", StringComparison.Ordinal))
            .Select(static line => JsonNode.Parse(line["data: ".Length..])!)
            .ToList();
        var whole = Translating.ReadStream(ChatDialect.Instance, recording.Response, out var isWhole);
        var pieces = Translating.ReadStream(ChatDialect.Instance, recording.Response, out _, Enumerable.Repeat(37, recording.Response.Length / 37).ToArray());
        Assert.Equal(CanonicalText.Of(whole.Answer), CanonicalText.Of(pieces.Answer));
        // Events with a name are read by their document: it is the same as in one pass.
        var named = Encoding.UTF8.GetString(recording.Response).Replace("data: {", "event: message\ndata: {", StringComparison.Ordinal);
        Assert.Equal(CanonicalText.Of(whole.Answer), CanonicalText.Of(Translating.ReadStream(ChatDialect.Instance, Encoding.UTF8.GetBytes(named), out _).Answer));
        if (chunks.Exists(static chunk => chunk["error"] is not null))
        {
            Assert.NotNull(whole.Error);
            return;
        }

        Assert.True(isWhole);
        Assert.Null(whole.Error);
        var deltas = chunks.SelectMany(static chunk => chunk["choices"]?.AsArray() ?? []).Where(static choice => ((int?)choice!["index"] ?? 0) == 0).ToList();
        var text = string.Concat(deltas.Select(static choice => choice!["delta"]?["content"]).OfType<JsonValue>().Select(static value => (string?)value));
        var said = string.Concat(whole.Answer.Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));
        Assert.True(said == text || said.Contains(text, StringComparison.Ordinal), $"'{said}' is not '{text}'");
        Assert.Equal(deltas.Select(static choice => (string?)choice!["finish_reason"]).LastOrDefault(static reason => reason is { Length: > 0 }), whole.Answer.Choices[0].NativeFinish);
        CheckUsage(chunks.Select(static chunk => chunk["usage"] ?? chunk["x_groq"]?["usage"]).LastOrDefault(static usage => usage is not null), whole.Answer.Usage);
    }

    private static void CheckUsage(JsonNode? raw, AnswerUsage? usage)
    {
        if (raw?["prompt_tokens"] is null)
        {
            return;
        }

        Assert.Equal((int)raw["prompt_tokens"]!, usage!.Value.Input);
        var completion = (int?)raw["completion_tokens"] ?? 0;
        var reasoning = (int?)raw["completion_tokens_details"]?["reasoning_tokens"] ?? 0;
        Assert.Contains(usage.Value.Output, new[] { completion, completion + reasoning });
    }
}
