using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>A gateway before simulated deployments of every format, and before a provider over HTTP that takes anything, or refuses it.</summary>
public sealed class WrongGateway : IAsyncLifetime
{
    private FakeUpstream _taking = null!;
    private FakeUpstream _refusing = null!;

    /// <summary>Models that converse, one for each format and one that gets requests as they came.</summary>
    internal static IReadOnlyList<string> Speakers { get; } = [.. Dialects.All.Select(static dialect => dialect.Name), "relayed"];

    /// <summary>Models of vendors with embeddings of their own.</summary>
    internal static IReadOnlyList<string> Embedders { get; } = ["ollama/e", "cohere/embed-v4.0", "gemini/gemini-embedding-001", "bedrock/amazon.titan-embed-text-v2:0", "bedrock/cohere.embed-v4:0"];

    /// <summary>Models of vendors that rank in their own words.</summary>
    internal static IReadOnlyList<string> Rankers { get; } = ["cohere/rerank-v3.5", "voyage/rerank-2.5", "fireworks_ai/r", "bedrock/amazon.rerank-v1:0", "jina_ai/r"];

    internal GatewayFixture Fixture { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _taking = await FakeUpstream.StartAsync();
        _refusing = await FakeUpstream.StartAsync();
        _refusing.Default = static _ => FakeReply.Json("""{"error":{"message":"'input' is not to my liking","type":"invalid_request_error"},"message":"'input' is not to my liking"}""") with { Status = 400 };
        var yaml = new StringBuilder("model_list:\n");
        foreach (var dialect in Dialects.All)
        {
            Model(dialect.Name, $"model: simulated/{dialect.Name}, wire_format: {dialect.Name}, response_text: \"Hello\"");
        }

        Model("relayed", $"model: openai/relayed, api_base: \"{_taking.ApiBase}\", api_key: k");
        // A vendor that has OpenAI's members by other names, with members of the deployment's own; and one from which the client's fallbacks are tried.
        Model("mended", $"model: mistral/mended, api_base: \"{_taking.ApiBase}\", api_key: k, temperature: 0.5, additional_drop_params: [user, \"messages[*].name\"]");
        Model("busy", "model: simulated/busy, errors: { 429: 1 }");
        foreach (var model in (IEnumerable<string>)[.. Embedders, .. Rankers])
        {
            Model(model, $"model: \"{model}\", api_base: \"{_refusing.Url}\", api_key: k, aws_region_name: us-east-1");
        }

        Fixture = await GatewayFixture.StartAsync(yaml.Append("router_settings: { num_retries: 0, disable_cooldowns: true }\nlitellm_settings: { drop_params: true }\n").ToString());

        void Model(string name, string settings) => yaml.Append("  - model_name: \"").Append(name).Append("\"\n    litellm_params: { ").Append(settings).Append(" }\n");
    }

    public async Task DisposeAsync()
    {
        await Fixture.DisposeAsync();
        await _taking.DisposeAsync();
        await _refusing.DisposeAsync();
    }
}
