using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Cli;
using Fairlead.Cli.Commands;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Cli;

public sealed partial class ServeCommandTests
{
    [Fact]
    public async Task Serve_NoConfiguration_AnswersThePrintedCurl()
    {
        await using var server = await Server.StartAsync("serve", "--port", "0");

        Assert.Contains("fairlead demo > config.yaml", server.Banner, StringComparison.Ordinal);
        var (status, body) = await server.RunCurlAsync();
        Assert.True(status == 200, body);
        Assert.Contains("chat.completion", body, StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Fairlead_NoVerb_Serves()
    {
        await using var server = await Server.StartAsync("--port", "0");

        Assert.StartsWith("Fairlead ", server.Banner, StringComparison.Ordinal);
        Assert.Contains("listens on http://127.0.0.1:", server.Banner, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_Configuration_NamesItsFileAndTheKey()
    {
        using var file = new ConfigOnDisk(
            """
            model_list: [{ model_name: it's mine, litellm_params: { model: simulated/a } }]
            general_settings: { master_key: sk-1 }
            """);
        await using var server = await Server.StartAsync("serve", "--config", file.Path, "--port", "0");

        Assert.Contains($"Configuration: {file.Path} ", server.Banner, StringComparison.Ordinal);
        Assert.Contains("$FAIRLEAD_KEY", server.Banner, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-1", server.Banner, StringComparison.Ordinal);
        var (status, body) = await server.RunCurlAsync(("$FAIRLEAD_KEY", "sk-1"));
        Assert.True(status == 200, body);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("::")]
    public async Task Serve_OtherAddressWithoutAKey_IsRefused(string host)
    {
        var (exit, output, error) = await CommandLine.RunAsync("serve", "--host", host, "--port", "0");

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("--allow-open", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_BrokenConfiguration_SaysAllThatIsWrong()
    {
        using var file = new ConfigOnDisk("model_list: [{ model_name: a, litellm_params: { model: nope, rpm: x } }]");

        var (exit, output, error) = await CommandLine.RunAsync("serve", "--config", file.Path, "--port", "0");

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("expected a number", error, StringComparison.Ordinal);
        Assert.Contains("LLM Provider NOT provided", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config", "/no/such/file.yaml")]
    [InlineData("--port", "70000")]
    [InlineData("--host", "example.com")]
    public async Task Serve_WrongOption_Ends(params string[] args)
    {
        var (exit, _, error) = await CommandLine.RunAsync(["serve", "--port", "0", .. args]);

        Assert.Equal(1, exit);
        Assert.NotEmpty(error);
    }

    [Fact]
    public void Banner_PlainConfiguration_NeedsNoKey()
    {
        using var file = new ConfigOnDisk("model_list: [{ model_name: a, litellm_params: { model: simulated/a } }]");
        using var output = new StringWriter();

        ServeBanner.Write(output, "http://127.0.0.1:4000", file.Path);

        Assert.DoesNotContain("FAIRLEAD_KEY", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("""-d '{"model":"a",""", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A command line that serves until it is told to stop.</summary>
    private sealed partial class Server : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly BannerWriter _output = new();
        private Task<int> _run = null!;

        public string Banner { get; private set; } = "";

        public static async Task<Server> StartAsync(params string[] args)
        {
            var server = new Server();
            server._run = FairleadCommand.RunAsync(args, server._output, server._output.Errors, server._stop.Token);
            var first = await Task.WhenAny(server._output.Flushed, server._run).WaitAsync(GatewayFixture.Patience);
            Assert.True(first == server._output.Flushed, server._output.Errors.ToString());
            server.Banner = server._output.ToString();
            return server;
        }

        public async Task<int> StopAsync()
        {
            await _stop.CancelAsync();
            return await _run.WaitAsync(GatewayFixture.Patience);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        /// <summary>Does what the printed line would do, variables put in.</summary>
        public async Task<(int Status, string Body)> RunCurlAsync(params (string Variable, string Value)[] variables)
        {
            var line = CurlLine().Match(Banner);
            Assert.True(line.Success, Banner);
            using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
            using var request = new HttpRequestMessage(HttpMethod.Post, line.Groups["url"].Value);
            request.Content = new StringContent(line.Groups["body"].Value, Encoding.UTF8, "application/json");
            foreach (Match header in Header().Matches(line.Groups["headers"].Value))
            {
                var value = header.Groups["value"].Value;
                foreach (var (variable, put) in variables)
                {
                    value = value.Replace(variable, put, StringComparison.Ordinal);
                }

                request.Headers.TryAddWithoutValidation(header.Groups["name"].Value, value);
            }

            using var response = await client.SendAsync(request, CancellationToken.None);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        [GeneratedRegex("^  curl (?<url>\\S+)(?<headers>( -H \"[^\"]*\")*) -d '(?<body>[^']*)'$", RegexOptions.Multiline)]
        private static partial Regex CurlLine();

        [GeneratedRegex("-H \"(?<name>[^:\"]+): (?<value>[^\"]*)\"")]
        private static partial Regex Header();
    }

    /// <summary>Tells when the banner is complete: it ends in a flush.</summary>
    private sealed class BannerWriter : StringWriter
    {
        private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Flushed => _flushed.Task;

        public StringWriter Errors { get; } = new();

        public override void Flush() => _flushed.TrySetResult();
    }

    private sealed class ConfigOnDisk : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-serve-");

        public ConfigOnDisk(string text)
        {
            Path = System.IO.Path.Combine(_folder.FullName, "config.yaml");
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
