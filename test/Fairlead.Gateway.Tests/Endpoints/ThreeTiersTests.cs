using System.Runtime.CompilerServices;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>The sample of three tiers as it stands, over HTTP; only the local server's address is another.</summary>
public sealed class ThreeTiersTests
{
    [Fact]
    public async Task Sample_AsItStands_ServesEveryTier()
    {
        await using var ollama = await FakeUpstream.StartAsync();
        await using var anthropic = await FakeUpstream.StartAsync();
        await using var google = await FakeUpstream.StartAsync();
        google.Default = static _ => FakeReply.Json("""{"candidates":[{"content":{"parts":[{"text":"from the middle"}]},"finishReason":"STOP"}]}""");
        anthropic.Default = static _ => FakeReply.Json("""{"id":"msg_1","content":[{"type":"text","text":"from the best"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""");
        ollama.Default = static _ => FakeReply.Ollama("from the local worker");
        var yaml = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "samples", "three-tiers", "config.yaml"));
        Assert.Contains("http://localhost:11434", yaml, StringComparison.Ordinal);
        await using var gateway = await GatewayFixture.StartAsync(
            yaml.Replace("http://localhost:11434", ollama.Url, StringComparison.Ordinal),
            options => options with { Environment = name => name == "ANTHROPIC_API_BASE" ? anthropic.Url : name == "GEMINI_API_BASE" ? google.Url : $"key-of-{name}" });

        var (status, body) = await AskAsync(gateway, "tier1");
        Assert.Equal(200, status);
        Assert.Contains("from the local worker", body, StringComparison.Ordinal);
        var sent = Assert.Single(ollama.Requests);
        Assert.Equal("/api/chat", sent.Path);
        Assert.Contains("\"qwen2.5-coder:14b\"", sent.BodyText, StringComparison.Ordinal);

        (status, body) = await AskAsync(gateway, "tier3");
        Assert.Equal(200, status);
        Assert.Contains("from the best", body, StringComparison.Ordinal);
        sent = Assert.Single(anthropic.Requests);
        Assert.Equal(("/v1/messages", "key-of-ANTHROPIC_API_KEY"), (sent.Path, sent.Headers["x-api-key"]));

        (status, body) = await AskAsync(gateway, "tier2");
        Assert.Equal(200, status);
        Assert.Contains("from the middle", body, StringComparison.Ordinal);
        sent = Assert.Single(google.Requests);
        Assert.StartsWith("/v1beta/models/gemini-", sent.Path, StringComparison.Ordinal);
        Assert.Equal("key-of-GEMINI_API_KEY", sent.Headers["x-goog-api-key"]);
    }

    private static async Task<(int Status, string Body)> AskAsync(GatewayFixture gateway, string model)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"hi"}],"model":"{{model}}"}""");
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
