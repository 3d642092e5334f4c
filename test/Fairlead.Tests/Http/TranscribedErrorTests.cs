using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Http;

/// <summary>Failures that nobody recorded, as vendors' documentation has them; they lie beside the repository.</summary>
public sealed class TranscribedErrorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("anthropic-429-requests", FailureKind.RateLimited)]
    [InlineData("anthropic-529-overloaded", FailureKind.Unavailable)]
    [InlineData("azure-400-prompt-filter", FailureKind.ContentPolicy)]
    [InlineData("azure-429-deployment", FailureKind.RateLimited)]
    [InlineData("bedrock-429-throttling", FailureKind.RateLimited)]
    [InlineData("gemini-503-overloaded", FailureKind.Unavailable)]
    [InlineData("ollama-404-model", FailureKind.NotFound)]
    [InlineData("openai-429-insufficient-quota", FailureKind.QuotaExhausted)]
    [InlineData("openai-429-tpm", FailureKind.RateLimited)]
    [InlineData("vertex-401", FailureKind.Authentication)]
    public void Failure_OfAVendor_IsOfItsKind(string file, FailureKind kind)
    {
        if (Recordings.Folder is null)
        {
            output.WriteLine("no recordings here");
            return;
        }

        var answer = JsonNode.Parse(Recordings.BytesOf($"errors-transcribed/{file}.json"))!["response"]!;
        using var response = new HttpResponseMessage((HttpStatusCode)(int)answer["status"]!) { Content = new ByteArrayContent([]) };
        foreach (var (name, value) in answer["headers"]!.AsObject())
        {
            response.Headers.TryAddWithoutValidation(name, (string?)value);
        }

        Assert.Equal(kind, FailureClassifier.Classify(response, Encoding.UTF8.GetBytes(answer["body"]!.ToJsonString()), default, TimeProvider.System).Kind);
    }
}
