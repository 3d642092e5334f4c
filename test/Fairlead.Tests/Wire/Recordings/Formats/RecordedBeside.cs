using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.CohereEmbed;
using Fairlead.Providers.Wire.GoogleEmbeddings;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;
using Fairlead.Providers.Wire.Rerank;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>What is asked of recorded traffic that is no conversation.</summary>
internal static class RecordedBeside
{
    /// <summary>A prompt that is counted is one that could be answered.</summary>
    public static void CountTokens(Recording recording)
    {
        if (recording.Provider == "anthropic")
        {
            Assert.NotEmpty(Translating.Read(MessagesDialect.Instance, System.Text.Encoding.UTF8.GetString(recording.Request)).Turns);
        }

        if (recording.Status == 200)
        {
            Assert.True((int)JsonNode.Parse(recording.Response)!["input_tokens"]! > 0);
        }
        else
        {
            Error(recording);
        }
    }

    /// <summary>Every vector is read, and what was used.</summary>
    public static void Embeddings(Recording recording)
    {
        if (recording.Status != 200)
        {
            Error(recording);
            return;
        }

        EmbeddingDialect dialect = recording.Provider switch
        {
            "cohere" => CohereEmbedDialect.Instance,
            "gemini" => GeminiEmbeddingDialect.Instance,
            "vertex" => VertexEmbeddingDialect.Instance,
            _ => OpenAIEmbeddingDialect.Instance,
        };
        using var body = JsonBody.Parse(recording.Response);
        var answer = dialect.ReadAnswer(body);
        Assert.NotEmpty(answer.Vectors);
        Assert.All(answer.Vectors, static vector => Assert.NotEmpty(vector));
        if (body.Root.TryGetProperty("usage", out var usage) && usage.TryGetProperty("prompt_tokens", out var tokens))
        {
            Assert.Equal(tokens.GetInt32(), answer.Usage!.Value.Input);
        }

        if (recording.Request.Length > 0)
        {
            using var request = JsonBody.Parse(recording.Request);
            Assert.Equal(answer.Vectors.Count, dialect.ReadRequest(request).Inputs.Count);
        }
    }

    /// <summary>Every score is read.</summary>
    public static void Rerank(Recording recording)
    {
        using var body = JsonBody.Parse(recording.Response);
        var form = recording.Provider == "bedrock" ? RerankForm.Bedrock : RerankForm.Cohere;
        var raw = JsonNode.Parse(recording.Response)!["results"]!.AsArray();
        var answer = form.ReadAnswer(body, int.MaxValue);
        Assert.Equal(raw.Select(static result => (double)(result!["relevance_score"] ?? result["relevanceScore"])!), answer.Results.Select(static result => result.Score));
        if (recording.Request.Length > 0)
        {
            using var request = JsonBody.Parse(recording.Request);
            Assert.NotEmpty(RerankForm.ReadRequest(request).Documents);
        }
    }

    /// <summary>What is relayed as it came tells its usage on the way.</summary>
    public static void Relayed(Recording recording)
    {
        if (recording.Status != 200)
        {
            Error(recording);
            return;
        }

        using var scanner = new JsonUsageScanner();
        scanner.Push(recording.Response);
        Assert.Equal(TokensOf(recording), scanner.Usage.OutputTokens);
    }

    /// <summary>A refusal is about the request, or about who asks.</summary>
    public static void Error(Recording recording)
    {
        // Some refusals were kept without their status.
        using var response = (recording.Status == 200 ? recording with { Status = 400 } : recording).ToResponse();
        var kind = FailureClassifier.Classify(response, recording.Response, new ReasonContext(recording.Request, default, null), TimeProvider.System).Kind;
        Assert.Contains(kind, recording.Status switch
        {
            401 => [FailureKind.Authentication],
            404 => [FailureKind.NotFound],
            429 => [FailureKind.RateLimited],
            _ => new[] { FailureKind.BadRequest, FailureKind.Unsupported, FailureKind.NotFound, FailureKind.Authentication, FailureKind.QuotaExhausted },
        });
    }

    // Sound has no usage, and a transcription by the second no tokens.
    private static int TokensOf(Recording recording)
    {
        if (recording.Endpoint == "speech")
        {
            return 0;
        }

        var root = JsonElement.Parse(recording.Response);
        return root.TryGetProperty("usage", out var usage) && (usage.TryGetProperty("output_tokens", out var tokens) || usage.TryGetProperty("completion_tokens", out tokens)) ? tokens.GetInt32() : 0;
    }
}
