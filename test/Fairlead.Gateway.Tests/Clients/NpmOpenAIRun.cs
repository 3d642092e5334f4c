using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Clients;

/// <summary>One run of <c>test/clients/openai.test.mjs</c> against a gateway with a scripted upstream behind it.</summary>
public sealed class NpmOpenAIRun : IAsyncLifetime
{
    private const string Key = "sk-test-master";

    private static readonly string[] Models =
        ["plain", "stream", "stream-usage", "tools", "embed", "fails-400", "fails-context", "fails-429", "fails-500", "breaks", "endless", "structured"];

    /// <summary>Those whose upstream has the Responses API itself.</summary>
    private static readonly string[] Natives = ["responses-native", "responses-breaks"];

    private NodeTests? _run;

    public bool Passed(string name, out string output)
    {
        output = _run?.Output ?? "";
        return _run?.Passed(name) ?? false;
    }

    public async Task InitializeAsync()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = request => OpenAIScript.Answer(request, upstream);
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream.ApiBase));
        _run = await NodeTests.RunAsync("openai.test.mjs", ("FAIRLEAD_URL", gateway.Url), ("FAIRLEAD_KEY", Key), ("UPSTREAM_URL", upstream.Url));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static string Yaml(string apiBase) =>
        "model_list:\n"
        + string.Concat(Models.Select(model =>
            $"  - model_name: {model}\n    litellm_params: {{ model: openai/{model}, api_base: \"{apiBase}\", api_key: sk-upstream }}\n    model_info: {{ id: {model}-1 }}\n"))
        + string.Concat(Natives.Select(model => $"  - model_name: {model}\n    litellm_params: {{ model: hosted_vllm/{model}, api_base: \"{apiBase}\", api_key: sk-upstream }}\n"))
        + $"router_settings: {{ num_retries: 0 }}\ngeneral_settings: {{ master_key: {Key} }}\n";
}
