using System.Runtime.CompilerServices;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>The sample of three tiers as it stands, over HTTP; only the local server's address is another.</summary>
public sealed class ThreeTiersTests
{
    [Fact]
    public async Task Sample_AsItStands_ServesWhatItSpeaksAndRefusesClearlyWhatItDoesNot()
    {
        await using var ollama = await FakeUpstream.StartAsync();
        ollama.Default = static _ => FakeReply.Chat("from the local worker");
        var yaml = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "samples", "three-tiers", "config.yaml"));
        Assert.Contains("http://localhost:11434", yaml, StringComparison.Ordinal);
        await using var gateway = await GatewayFixture.StartAsync(
            yaml.Replace("http://localhost:11434", ollama.Url, StringComparison.Ordinal),
            static options => options with { Environment = static name => $"key-of-{name}" });

        var (status, body) = await AskAsync(gateway, "tier1");
        Assert.Equal(200, status);
        Assert.Contains("from the local worker", body, StringComparison.Ordinal);
        var sent = Assert.Single(ollama.Requests);
        Assert.Equal("/v1/chat/completions", sent.Path);
        Assert.Contains("\"qwen2.5-coder:14b\"", sent.BodyText, StringComparison.Ordinal);

        // Formats of their own: no request leaves in a format that is not theirs.
        foreach (var (tier, name) in new[] { ("tier2", "Gemini"), ("tier3", "Anthropic") })
        {
            (status, body) = await AskAsync(gateway, tier);
            Assert.Equal(501, status);
            Assert.Contains(name, body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("key-of-", body, StringComparison.Ordinal);
        }
    }

    private static async Task<(int Status, string Body)> AskAsync(GatewayFixture gateway, string model)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"hi"}],"model":"{{model}}"}""");
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
