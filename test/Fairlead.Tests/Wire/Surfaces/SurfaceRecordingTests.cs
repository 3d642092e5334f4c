using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.Surfaces;

/// <summary>Recorded traffic of the endpoints that are relayed: what is read of an answer as it goes by, and what a refusal means.</summary>
public sealed class SurfaceRecordingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("openai")]
    [InlineData("xai")]
    public void Answers_TellTheirUsage_AndErrorsTheirKind(string provider)
    {
        var recordings = Recordings.Recordings.Of(provider, "images", "images-edits", "moderations", "speech", "transcriptions");
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges of {provider}");
        foreach (var recording in recordings)
        {
            if (recording.Status != 200)
            {
                using var response = recording.ToResponse();
                var failure = FailureClassifier.Classify(response, recording.Response, default, TimeProvider.System);
                Assert.Equal(recording.Status == 401 ? FailureKind.Authentication : FailureKind.BadRequest, failure.Kind);
                continue;
            }

            using var scanner = new JsonUsageScanner();
            scanner.Push(recording.Response);
            Assert.Equal(TokensOf(recording), scanner.Usage.OutputTokens);
        }
    }

    // Sound has no usage, and a transcription by the second no tokens.
    private static int TokensOf(Recordings.Recording recording)
    {
        if (recording.Endpoint == "speech")
        {
            return 0;
        }

        var root = JsonElement.Parse(recording.Response);
        return root.TryGetProperty("usage", out var usage) && usage.TryGetProperty("output_tokens", out var tokens) ? tokens.GetInt32() : 0;
    }
}
