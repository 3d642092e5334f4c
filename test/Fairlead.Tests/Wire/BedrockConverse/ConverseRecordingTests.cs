using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>Recorded traffic of Bedrock, where it lies beside the repository.</summary>
public sealed class ConverseRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Requests_AreReadAndWrittenBack()
    {
        foreach (var recording in Recorded("converse", "converse-stream"))
        {
            var json = Encoding.UTF8.GetString(recording.Request);
            var conversation = Translating.Read(ConverseDialect.Instance, json);
            var model = Uri.UnescapeDataString(recording.Url.Split("/model/")[1].Split('/')[0]);

            var back = Translating.Read(
                ConverseDialect.Instance,
                Encoding.UTF8.GetString(Translating.Write(ConverseDialect.Instance, conversation, "bedrock", model, out var losses)));

            // Two users' messages one behind the other are merged: Bedrock takes both ways.
            Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
            Assert.Equal(Merged(CanonicalText.Of(conversation)), Merged(CanonicalText.Of(back)));
        }
    }

    [Fact]
    public void Answers_AreReadAsRecorded()
    {
        foreach (var recording in Recorded("converse").Where(static recording => recording.Status == 200))
        {
            var answer = Translating.ReadAnswer(ConverseDialect.Instance, recording.Response);

            var raw = JsonNode.Parse(recording.Response)!;
            Check(answer, (string)raw["stopReason"]!, raw["usage"]!, recording.File);
            var content = raw["output"]!["message"]!["content"]!.AsArray();
            Assert.Equal(content.Count, answer.Choices[0].Parts.Count);
        }
    }

    [Fact]
    public void Streams_AreReadAsRecorded()
    {
        foreach (var recording in Recorded("converse-stream").Where(static recording => recording.Status == 200))
        {
            var frames = Frames(recording.Response);

            var read = Translating.ReadStream(ConverseDialect.Instance, recording.Response, out var isWhole, Enumerable.Repeat(37, recording.Response.Length / 37).ToArray());

            Assert.True(isWhole, recording.File);
            Assert.Null(read.Error);
            var text = string.Concat(frames.Where(static frame => frame.Name == "contentBlockDelta").Select(static frame => (string?)frame.Payload["delta"]!["text"]));
            Assert.Equal(text, string.Concat(read.Answer.Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString())));
            Check(read.Answer, (string)frames.Single(static frame => frame.Name == "messageStop").Payload["stopReason"]!, frames.Single(static frame => frame.Name == "metadata").Payload["usage"]!, recording.File);
        }
    }

    [Fact]
    public void Errors_AreOfTheirKind()
    {
        foreach (var recording in Recorded("converse", "converse-stream", "count-tokens").Where(static recording => recording.Status != 200))
        {
            using var response = recording.ToResponse();

            var failure = FailureClassifier.Classify(response, recording.Response, new ReasonContext(recording.Request, default, null), TimeProvider.System);

            var message = (string)JsonNode.Parse(recording.Response)!["message"]!;
            var expected = message.Contains("identifier is invalid", StringComparison.Ordinal) ? FailureKind.NotFound
                : message.Contains("security token", StringComparison.Ordinal) ? FailureKind.Authentication
                : FailureKind.BadRequest;
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
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "bedrock"), "vercel-amazon-bedrock-*"))
        {
            if (file.EndsWith(".chunks.txt", StringComparison.Ordinal))
            {
                var lines = File.ReadAllLines(file).Select(static line => JsonNode.Parse(line)!.AsObject().Single()).Select(static member => $"{member.Key} {member.Value!.ToJsonString()}");
                Translating.ReadStream(ConverseDialect.Instance, ConverseFrames.Of([.. lines]), out var isWhole);
                Assert.True(isWhole, file);
            }
            else if (!file.Contains("reranking", StringComparison.Ordinal))
            {
                Assert.NotEmpty(Translating.ReadAnswer(ConverseDialect.Instance, File.ReadAllBytes(file)).Choices[0].Parts);
            }

            count++;
        }

        output.WriteLine($"{count} files");
    }

    private static void Check(Answer answer, string stopReason, JsonNode usage, string file)
    {
        int Number(string name) => (int?)usage[name] ?? 0;
        var expected = new AnswerUsage
        {
            Input = Number("inputTokens") + Number("cacheReadInputTokens") + Number("cacheWriteInputTokens"),
            CachedInput = Number("cacheReadInputTokens"),
            CacheWrite = Number("cacheWriteInputTokens"),
            Output = Number("outputTokens"),
        };
        Assert.Equal((file, expected), (file, answer.Usage!.Value));
        Assert.Equal(Number("totalTokens"), answer.Usage.Value.Total);
        var finish = stopReason switch
        {
            "end_turn" or "stop_sequence" => FinishReason.Stop,
            "tool_use" => FinishReason.ToolCalls,
            "max_tokens" => FinishReason.Length,
            "guardrail_intervened" => FinishReason.ContentFilter,
            _ => FinishReason.None,
        };
        Assert.Equal((file, finish, stopReason), (file, answer.Choices[0].Finish, answer.Choices[0].NativeFinish));
    }

    // By hand, without the code under test.
    private static List<(string Name, JsonNode Payload)> Frames(byte[] stream)
    {
        var frames = new List<(string, JsonNode)>();
        for (var at = 0; at < stream.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at));
            var headers = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 4));
            var head = Encoding.UTF8.GetString(stream, at + 12, headers);
            var type = head.IndexOf(":event-type", StringComparison.Ordinal) + ":event-type".Length + 1;
            var name = head.Substring(type + 2, head[type + 1]);
            frames.Add((name, JsonNode.Parse(stream.AsSpan(at + 12 + headers, length - headers - 16))!));
            at += length;
        }

        return frames;
    }

    private static string Merged(string text) => text.Replace("[User]\n", "", StringComparison.Ordinal);

    private IReadOnlyList<Recording> Recorded(params string[] endpoints)
    {
        var recordings = Recordings.Recordings.Of("bedrock", endpoints);
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges of {string.Join(", ", endpoints)}");
        return recordings;
    }
}
