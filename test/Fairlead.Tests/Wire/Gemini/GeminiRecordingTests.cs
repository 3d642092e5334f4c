using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.Gemini;

/// <summary>Recorded traffic of AI Studio and Vertex AI, where it lies beside the repository.</summary>
public sealed class GeminiRecordingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("gemini")]
    [InlineData("vertex")]
    public void Requests_AreReadAndWrittenBack(string provider)
    {
        foreach (var recording in Recorded(provider, "generateContent", "streamGenerateContent"))
        {
            var conversation = Translating.Read(GeminiDialect.Instance, JsonNode.Parse(recording.Request)!.ToJsonString());
            var model = recording.Url.Split("/models/")[1].Split(':')[0];

            var written = Translating.Write(GeminiDialect.Instance, conversation, provider == "vertex" ? "vertex_ai" : "gemini", model, out var losses);

            var back = Translating.Read(GeminiDialect.Instance, Encoding.UTF8.GetString(written));
            Assert.True(losses.Count == 0, $"{recording.File}: {string.Join(", ", losses)}");
            // Older models know a part of JSON schema only.
            var withTools = !model.StartsWith("gemini-2.0", StringComparison.Ordinal);
            Assert.Equal(Told(conversation, withTools) + recording.File, Told(back, withTools) + recording.File);
        }
    }

    [Theory]
    [InlineData("gemini")]
    [InlineData("vertex")]
    public void Answers_AreReadAsRecorded(string provider)
    {
        foreach (var recording in Recorded(provider, "generateContent").Where(static recording => recording.Status == 200))
        {
            var answer = Translating.ReadAnswer(GeminiDialect.Instance, recording.Response);

            Check(recording.File, answer, [JsonNode.Parse(recording.Response)!]);
            // As one event of a stream it is the same.
            var stream = Encoding.UTF8.GetBytes("data: " + JsonNode.Parse(recording.Response)!.ToJsonString() + "\r\n\r\n");
            var read = Translating.ReadStream(GeminiDialect.Instance, stream, out var isWhole);
            Assert.True(isWhole, recording.File);
            Assert.Equal(CanonicalText.Of(answer) + recording.File, CanonicalText.Of(read.Answer) + recording.File);
        }
    }

    [Theory]
    [InlineData("gemini")]
    [InlineData("vertex")]
    public void Streams_AreReadAsRecorded(string provider)
    {
        foreach (var recording in Recorded(provider, "streamGenerateContent").Where(static recording => recording.Status == 200))
        {
            var events = Encoding.UTF8.GetString(recording.Response).Split('\n').Where(static line => line.StartsWith("data:", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line[5..])!).ToList();

            var read = Translating.ReadStream(GeminiDialect.Instance, recording.Response, out var isWhole, Enumerable.Repeat(37, recording.Response.Length / 37).ToArray());

            Assert.True(isWhole, recording.File);
            Assert.Null(read.Error);
            Check(recording.File, read.Answer, events);
            // Events with a member that nobody knows are read by their document: it is the same as in one pass.
            var others = string.Concat(events.Select(static item => $"data: {{\"other\":null,{item.ToJsonString()[1..]}\r\n\r\n"));
            Assert.Equal(CanonicalText.Of(read.Answer) + recording.File, CanonicalText.Of(Translating.ReadStream(GeminiDialect.Instance, Encoding.UTF8.GetBytes(others), out _).Answer) + recording.File);
        }
    }

    [Theory]
    [InlineData("gemini")]
    [InlineData("vertex")]
    public void Streams_AreScannedAsRead(string provider)
    {
        foreach (var recording in Recorded(provider, "streamGenerateContent").Where(static recording => recording.Status == 200))
        {
            var bytes = recording.Response;
            for (int at = 0, next; at < bytes.Length; at = next)
            {
                // By every event, what was seen so far is the same.
                next = bytes.AsSpan(at).IndexOf("\n\r\n"u8) is >= 0 and var end ? at + end + 3 : bytes.Length;
                using var scanner = new GeminiScanner();
                scanner.Push(bytes.AsSpan(0, next));
                scanner.Complete();
                using var events = GeminiScannerTests.Watched(bytes.AsSpan(0, next));

                GeminiScannerTests.AssertSame(events, scanner, $"{recording.File} up to {next}");
            }
        }
    }

    [Theory]
    [InlineData("gemini")]
    [InlineData("vertex")]
    public void Errors_AreOfTheirKind(string provider)
    {
        foreach (var recording in Recorded(provider, "generateContent", "streamGenerateContent", "batchEmbedContents").Where(static recording => recording.Status != 200))
        {
            using var response = recording.ToResponse();

            var failure = FailureClassifier.Classify(response, recording.Response, new ReasonContext(recording.Request, default, null), TimeProvider.System);

            var message = Encoding.UTF8.GetString(recording.Response);
            var expected = recording.Status switch
            {
                404 => FailureKind.NotFound,
                429 => FailureKind.RateLimited,
                _ => message.Contains("input token count", StringComparison.Ordinal) ? FailureKind.ContextWindow
                    : message.Contains("API_KEY_INVALID", StringComparison.Ordinal) ? FailureKind.Authentication
                    : FailureKind.BadRequest,
            };
            Assert.Equal((recording.File, expected), (recording.File, failure.Kind));
            if (message.Contains("retryDelay\": \"48s", StringComparison.Ordinal))
            {
                Assert.Equal(TimeSpan.FromSeconds(48), failure.RetryAfter);
            }
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
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "gemini"), "vercel-google-*"))
        {
            if (file.EndsWith(".chunks.txt", StringComparison.Ordinal))
            {
                var events = File.ReadAllLines(file).Where(static line => line.Length > 0).ToList();
                var read = Translating.ReadStream(GeminiDialect.Instance, Encoding.UTF8.GetBytes(string.Concat(events.Select(static line => $"data: {line}\r\n\r\n"))), out var isWhole);
                Assert.True(isWhole, file);
                Check(file, read.Answer, [.. events.Select(static line => JsonNode.Parse(line)!)]);
            }
            else
            {
                Check(file, Translating.ReadAnswer(GeminiDialect.Instance, File.ReadAllBytes(file)), [JsonNode.Parse(File.ReadAllBytes(file))!]);
            }

            count++;
        }

        output.WriteLine($"{count} files");
    }

    // The vendor's own tools stand behind functions; a user who says nothing is made to say something.
    private static string Told(Conversation conversation, bool withTools)
    {
        var lines = CanonicalText.Of(conversation).Replace("text ''", "text 'Please continue.'", StringComparison.Ordinal).Split('\n');
        return string.Join('\n', lines.Where(line => withTools || !line.StartsWith("tool Function", StringComparison.Ordinal)).OrderBy(static line => line.StartsWith("tool Function", StringComparison.Ordinal) ? 1 : line.StartsWith("tool ", StringComparison.Ordinal) ? 2 : 0));
    }

    private static void Check(string file, Answer answer, List<JsonNode> events)
    {
        var candidates = events.SelectMany(static item => item["candidates"]?.AsArray() ?? []).ToList();
        var parts = candidates.SelectMany(static item => item!["content"]?["parts"]?.AsArray() ?? []).ToList();
        var choice = answer.Choices[0];
        Assert.Equal((file, Texts(parts, thought: false)), (file, string.Concat(choice.Parts.OfType<TextPart>().Select(static part => part.Text.ToString()))));
        Assert.Equal((file, Texts(parts, thought: true)), (file, string.Concat(choice.Parts.OfType<ReasoningPart>().Select(static part => part.Text.ToString()))));
        var names = parts.Select(static part => (string?)part!["functionCall"]?["name"]).Where(static name => name is not null).ToList();
        Assert.Equal(names, choice.Parts.OfType<ToolCallPart>().Select(static call => call.Name));

        var native = candidates.Count == 0 ? (string?)events[^1]["promptFeedback"]!["blockReason"] : candidates.Select(static item => (string?)item!["finishReason"]).Last(static reason => reason is not null);
        var finish = names.Count > 0 ? FinishReason.ToolCalls : native switch
        {
            "STOP" => FinishReason.Stop,
            "MAX_TOKENS" => FinishReason.Length,
            _ => FinishReason.ContentFilter,
        };
        Assert.Equal((file, finish, native), (file, choice.Finish, choice.NativeFinish));

        var usage = events[^1]["usageMetadata"];
        int Number(string name) => (int?)usage?[name] ?? 0;
        if (usage?["promptTokenCount"] is not null)
        {
            Assert.Equal((file, Number("promptTokenCount") + Number("toolUsePromptTokenCount")), (file, answer.Usage!.Value.Input));
            Assert.Equal((file, Number("candidatesTokenCount") + Number("thoughtsTokenCount")), (file, answer.Usage!.Value.Output));
            Assert.Equal((file, Number("cachedContentTokenCount"), Number("thoughtsTokenCount")), (file, answer.Usage.Value.CachedInput, answer.Usage.Value.Reasoning));
            Assert.Equal((file, Number("totalTokenCount")), (file, answer.Usage.Value.Total));
        }
    }

    private static string Texts(List<JsonNode?> parts, bool thought) =>
        string.Concat(parts.Where(part => ((bool?)part!["thought"] ?? false) == thought).Select(static part => (string?)part!["text"]));

    private IReadOnlyList<Recording> Recorded(string provider, params string[] endpoints)
    {
        var recordings = Recordings.Recordings.Of(provider, endpoints);
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges of {string.Join(", ", endpoints)}");
        return recordings;
    }
}
