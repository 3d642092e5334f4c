using Fairlead.Providers.Wire.Gemini;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.Gemini;

/// <summary>Recorded streams of AI Studio and Vertex AI, where they lie beside the repository: scanned as they go by, they tell what reading them tells.</summary>
public sealed class GeminiRecordingTests(ITestOutputHelper output)
{
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

    private IReadOnlyList<Recording> Recorded(string provider, params string[] endpoints)
    {
        var recordings = Recordings.Recordings.Of(provider, endpoints);
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges of {string.Join(", ", endpoints)}");
        return recordings;
    }
}
