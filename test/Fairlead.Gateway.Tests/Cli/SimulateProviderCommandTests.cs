using System.Text;
using Fairlead.Cli;
using Fairlead.Cli.SimulatedProvider;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Cli;

public sealed class SimulateProviderCommandTests : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Server_AnyFormat_AnswersInTheOneItIsAskedIn()
    {
        await using var server = await ProviderServer.StartAsync(new SimulatedSettings { Text = "hello there" }, 0, TimeProvider.System, CancellationToken.None);

        foreach (var dialect in Dialects.All)
        {
            if (PathOf(dialect) is not { } path)
            {
                continue;
            }

            var (status, body) = await PostAsync(server.Url + path.Path, path.Body);
            Assert.True(status == 200, $"{dialect.Name}: {body}");
            Assert.Contains("hello there", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Server_OneFormat_KnowsNoOther()
    {
        await using var server = await ProviderServer.StartAsync(new SimulatedSettings { Format = Dialects.Named("openai-chat") }, 0, TimeProvider.System, CancellationToken.None);

        var (status, body) = await PostAsync(server.Url + "/v1/completions", """{"model":"m","prompt":"hi"}""");

        Assert.Equal(404, status);
        Assert.Contains("openai-chat", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_FailureAsked_IsAnsweredWithItsStatus()
    {
        var settings = new SimulatedSettings { Errors = [(1, SimulatedError.OfStatus(503))] };
        await using var server = await ProviderServer.StartAsync(settings, 0, TimeProvider.System, CancellationToken.None);

        Assert.Equal(503, (await PostAsync(server.Url + "/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""")).Status);
    }

    [Fact]
    public async Task Command_Serves_UntilItIsStopped()
    {
        using var stop = new CancellationTokenSource();
        var output = new StringWriter();
        var run = FairleadCommand.RunAsync(["simulate-provider", "--format", "openai", "--port", "0", "--set", "response_text=from the command"], output, output, stop.Token);
        await GatewayFixture.Eventually(() => output.ToString().Contains("http://127.0.0.1:", StringComparison.Ordinal) || run.IsCompleted);
        var said = output.ToString();
        var url = said[said.IndexOf("http://", StringComparison.Ordinal)..said.IndexOf(", format", StringComparison.Ordinal)];

        var (status, body) = await PostAsync(url + "/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""");
        await stop.CancelAsync();

        Assert.Equal((200, 0), (status, await run.WaitAsync(GatewayFixture.Patience)));
        Assert.Contains("from the command", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic", "anthropic-messages")]
    [InlineData("gemini", "gemini-generate-content")]
    [InlineData("ollama", "ollama-chat")]
    [InlineData("bedrock", "bedrock-converse")]
    [InlineData("openai", "openai-chat")]
    [InlineData("responses", "openai-responses")]
    [InlineData("messages", "anthropic-messages")]
    public void Format_InShort_IsKnown(string name, string format) => Assert.Equal(format, Dialects.Named(name)?.Name);

    [Theory]
    [InlineData("respnse_text=x", "response_text")]
    [InlineData("ttft_ms", "KEY=VALUE")]
    [InlineData("ttft_ms=soon", "expected a number")]
    public async Task Command_WrongSetting_SaysWhatWasExpected(string setting, string told)
    {
        var (exit, _, error) = await CommandLine.RunAsync("simulate-provider", "--port", "0", "--set", setting);

        Assert.Equal(1, exit);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    /// <summary>A path and a least request of each format.</summary>
    private static (string Path, string Body)? PathOf(Dialect dialect) => dialect.Name switch
    {
        "openai-chat" => ("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"hi"}]}"""),
        "openai-completions" => ("/v1/completions", """{"model":"m","prompt":"hi"}"""),
        "openai-responses" => ("/v1/responses", """{"model":"m","input":"hi"}"""),
        "anthropic-messages" => ("/v1/messages", """{"model":"m","max_tokens":20,"messages":[{"role":"user","content":"hi"}]}"""),
        "gemini" => ("/v1beta/models/m:generateContent", """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"""),
        "bedrock-converse" => ("/model/m/converse", """{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"""),
        "ollama-chat" => ("/api/chat", """{"model":"m","stream":false,"messages":[{"role":"user","content":"hi"}]}"""),
        "cohere-chat" => ("/v2/chat", """{"model":"m","messages":[{"role":"user","content":"hi"}]}"""),
        _ => null,
    };

    private async Task<(int Status, string Body)> PostAsync(string url, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await _http.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
