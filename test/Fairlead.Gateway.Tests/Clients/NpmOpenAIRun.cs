using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Clients;

/// <summary>One run of <c>test/clients/openai.test.mjs</c> against a gateway with a scripted upstream behind it.</summary>
public sealed partial class NpmOpenAIRun : IAsyncLifetime
{
    private const string Key = "sk-test-master";

    private static readonly string[] Models =
        ["plain", "stream", "stream-usage", "tools", "embed", "fails-400", "fails-context", "fails-429", "fails-500", "breaks", "endless", "structured"];

    /// <summary>Those whose upstream has the Responses API itself.</summary>
    private static readonly string[] Natives = ["responses-native", "responses-breaks"];

    private readonly Dictionary<string, bool> _passed = [];
    private string _output = "";

    public bool Passed(string name, out string output)
    {
        output = _output;
        return _passed.TryGetValue(name, out var passed) && passed;
    }

    public async Task InitializeAsync()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = request => OpenAIScript.Answer(request, upstream);
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream.ApiBase));
        _output = await RunNodeAsync(gateway.Url, upstream.Url);
        foreach (Match line in ResultLine().Matches(_output))
        {
            _passed[line.Groups["name"].Value] = line.Groups["not"].Length == 0;
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static string Yaml(string apiBase) =>
        "model_list:\n"
        + string.Concat(Models.Select(model =>
            $"  - model_name: {model}\n    litellm_params: {{ model: openai/{model}, api_base: \"{apiBase}\", api_key: sk-upstream }}\n    model_info: {{ id: {model}-1 }}\n"))
        + string.Concat(Natives.Select(model => $"  - model_name: {model}\n    litellm_params: {{ model: hosted_vllm/{model}, api_base: \"{apiBase}\", api_key: sk-upstream }}\n"))
        + $"router_settings: {{ num_retries: 0 }}\ngeneral_settings: {{ master_key: {Key} }}\n";

    private static async Task<string> RunNodeAsync(string gateway, string upstream)
    {
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=tap", "openai.test.mjs"])
        {
            WorkingDirectory = Path.GetFullPath(Path.Combine(Here(), "..", "..", "clients")),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FAIRLEAD_URL"] = gateway;
        start.Environment["FAIRLEAD_KEY"] = Key;
        start.Environment["UPSTREAM_URL"] = upstream;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var node = Process.Start(start) ?? throw new InvalidOperationException("Node does not start.");
        try
        {
            var output = node.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = node.StandardError.ReadToEndAsync(patience.Token);
            await node.WaitForExitAsync(patience.Token);
            return await output + await errors;
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^\s*(?<not>not )?ok \d+ - (?<name>.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex ResultLine();
}
