using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.AnthropicMessages;

/// <summary>Recorded traffic of Anthropic, where it lies beside the repository.</summary>
public sealed class MessagesRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Requests_AreReadAndWrittenBack()
    {
        foreach (var recording in Recorded("messages", "count-tokens"))
        {
            var json = Encoding.UTF8.GetString(recording.Request);
            var conversation = Translating.Read(MessagesDialect.Instance, json);
            conversation.MaxOutputTokens ??= 4096;
            var model = (string)JsonNode.Parse(json)!["model"]!;

            var back = Translating.Read(
                MessagesDialect.Instance, Encoding.UTF8.GetString(Translating.Write(MessagesDialect.Instance, conversation, "anthropic", model, out var losses)));

            if (recording.Status == 200)
            {
                Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
                Assert.Equal(recording.File + "\n" + Merged(CanonicalText.Of(conversation)), recording.File + "\n" + Merged(CanonicalText.Of(back)));
            }
        }
    }

    [Fact]
    public void Answers_AreReadAsRecorded()
    {
        foreach (var recording in Recorded("messages").Where(static recording => recording.Status == 200 && !IsStream(recording)))
        {
            var answer = Translating.ReadAnswer(MessagesDialect.Instance, recording.Response);

            var raw = JsonNode.Parse(recording.Response)!;
            Check(answer, (string?)raw["stop_reason"], raw["usage"]!, recording.File);
            Assert.Equal((recording.File, raw["content"]!.AsArray().Count), (recording.File, answer.Choices[0].Parts.Count));

            var stream = Translating.WriteStream(MessagesDialect.Instance, answer);
            var again = Translating.ReadStream(MessagesDialect.Instance, stream, out var isWhole);
            Assert.True(isWhole);
            Assert.Equal(CanonicalText.Of(answer, withExtras: false), CanonicalText.Of(again.Answer, withExtras: false));
        }
    }

    [Fact]
    public void Streams_AreReadAsRecorded()
    {
        foreach (var recording in Recorded("messages").Where(static recording => recording.Status == 200 && IsStream(recording)))
        {
            var events = Events(recording.Response);

            var read = Translating.ReadStream(MessagesDialect.Instance, recording.Response, out var isWhole, Enumerable.Repeat(37, recording.Response.Length / 37).ToArray());

            Assert.True(isWhole, recording.File);
            Assert.Null(read.Error);
            var text = string.Concat(events.Where(static data => (string?)data["delta"]?["type"] == "text_delta").Select(static data => (string?)data["delta"]!["text"]));
            Assert.Equal(text, string.Concat(read.Answer.Choices.SelectMany(static choice => choice.Parts).OfType<TextPart>().Select(static part => part.Text.ToString())));
            var last = events.Single(static data => (string?)data["type"] == "message_delta");
            var usage = events.Single(static data => (string?)data["type"] == "message_start")["message"]!["usage"]!.DeepClone().AsObject();
            foreach (var (name, value) in last["usage"]!.AsObject())
            {
                usage[name] = value?.DeepClone();
            }

            Check(read.Answer, (string?)last["delta"]!["stop_reason"], usage, recording.File);
        }
    }

    [Fact]
    public void Errors_AreOfTheirKind()
    {
        foreach (var recording in Recorded("messages", "count-tokens").Where(static recording => recording.Status != 200))
        {
            using var response = recording.ToResponse();

            var failure = FailureClassifier.Classify(response, recording.Response, new ReasonContext(recording.Request, default, null), TimeProvider.System);

            var error = JsonNode.Parse(recording.Response)!["error"]!;
            var expected = (string)error["type"]! switch
            {
                "authentication_error" => FailureKind.Authentication,
                "not_found_error" => FailureKind.NotFound,
                _ => ((string)error["message"]!).StartsWith("prompt is too long", StringComparison.Ordinal) ? FailureKind.ContextWindow : FailureKind.BadRequest,
            };
            Assert.Equal((recording.File, expected), (recording.File, failure.Kind));
        }
    }

    [Fact]
    public void Others_FilesOfClients_AreRead()
    {
        if (Recordings.Recordings.Folder is not { } folder)
        {
            output.WriteLine("no recordings here");
            return;
        }

        var count = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "anthropic"), "vercel-*"))
        {
            if (file.EndsWith(".chunks.txt", StringComparison.Ordinal))
            {
                var stream = string.Concat(File.ReadAllLines(file).Where(static line => line.Length > 0).Select(static line => $"data: {line}\n\n"));
                var read = Translating.ReadStream(MessagesDialect.Instance, Encoding.UTF8.GetBytes(stream), out var isWhole);
                Assert.True(isWhole && read.Error is null, file);
            }
            else
            {
                Assert.NotEmpty(Translating.ReadAnswer(MessagesDialect.Instance, File.ReadAllBytes(file)).Choices[0].Parts);
            }

            count++;
        }

        output.WriteLine($"{count} files");
    }

    private static bool IsStream(Recording recording) => recording.Response.AsSpan().StartsWith("event:"u8) || recording.Response.AsSpan().StartsWith("data:"u8);

    private static List<JsonNode> Events(byte[] stream) =>
        [.. Encoding.UTF8.GetString(stream).Split('\n').Where(static line => line.StartsWith("data:", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line[5..])!)];

    private static void Check(Answer answer, string? stopReason, JsonNode usage, string file)
    {
        int Number(string name) => (int?)usage[name] ?? 0;
        var expected = new AnswerUsage
        {
            Input = Number("input_tokens") + Number("cache_read_input_tokens") + Number("cache_creation_input_tokens"),
            CachedInput = Number("cache_read_input_tokens"),
            CacheWrite = Number("cache_creation_input_tokens"),
            Output = Number("output_tokens"),
            Reasoning = (int?)usage["output_tokens_details"]?["thinking_tokens"] ?? 0,
        };
        Assert.Equal((file, expected), (file, answer.Usage!.Value));
        var finish = stopReason switch
        {
            "end_turn" or "stop_sequence" => FinishReason.Stop,
            "tool_use" => FinishReason.ToolCalls,
            "max_tokens" => FinishReason.Length,
            "refusal" => FinishReason.ContentFilter,
            "pause_turn" => FinishReason.Pause,
            _ => FinishReason.None,
        };
        Assert.Equal((file, finish), (file, answer.Choices[0].Finish));
    }

    // Two messages of one speaker one behind the other are merged, results of tools stand first: Anthropic takes both ways.
    private static string Merged(string text)
    {
        var merged = new StringBuilder();
        var before = "";
        foreach (var line in text.Split('\n'))
        {
            if (!(line.StartsWith('[') && line.EndsWith(']') && line == before))
            {
                merged.Append(line).Append('\n');
            }

            before = line.StartsWith('[') && line.EndsWith(']') ? line : before;
        }

        return merged.ToString();
    }

    private IReadOnlyList<Recording> Recorded(params ReadOnlySpan<string> endpoints)
    {
        var recorded = Recordings.Recordings.Of("anthropic", endpoints);
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recorded.Count} recordings");
        return recorded;
    }
}
