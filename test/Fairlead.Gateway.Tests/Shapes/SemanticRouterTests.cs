using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Shapes;

/// <summary>An auto router that chooses by utterances, over HTTP.</summary>
public sealed class SemanticRouterTests : IAsyncLifetime
{
    private FakeUpstream _embedder = null!;

    public async Task InitializeAsync()
    {
        _embedder = await FakeUpstream.StartAsync();
        _embedder.Default = static request =>
        {
            var inputs = JsonNode.Parse(request.Body)!["input"]!.AsArray();
            var data = inputs.Select((input, i) => $$"""{"object":"embedding","index":{{i}},"embedding":{{VectorOf((string)input!)}} }""");
            return FakeReply.Json($$$"""{"object":"list","data":[{{{string.Join(',', data)}}}],"model":"e","usage":{"prompt_tokens":1,"total_tokens":1}}""");
        };
    }

    private static string VectorOf(string text) =>
        text.Contains("code", StringComparison.Ordinal) ? "[1,0]" : text.Contains("mail", StringComparison.Ordinal) ? "[0,1]" : "[-1,-1]";

    public async Task DisposeAsync() => await _embedder.DisposeAsync();

    [Theory]
    [InlineData("some co\\u0064e please", "c", "model=coder; by=utterance; score=1.00")]
    [InlineData("a mail", "w", "model=writer; by=utterance; score=1.00")]
    [InlineData("a song", "m", "model=medium; by=default; score=-0.71")]
    [InlineData("", "m", "model=medium; by=default")]
    public async Task Request_GoesWhereItsLastMessageIsLike(string text, string id, string told)
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml);

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"auto","messages":[{"role":"user","content":"code"},{"role":"assistant","content":"x"},{"role":"user","content":"{{text}}"}]}""");

        Assert.Equal((id, told), (response.Headers.GetValues("x-litellm-model-id").Single(), response.Headers.GetValues("x-fairlead-auto-route").Single()));
    }

    [Fact]
    public async Task Routes_OfAFile_ChooseAsWell()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{"routes":[{"name":"writer","utterances":["code"]}]}""");
            var at = Yaml.IndexOf("auto_router_config:", StringComparison.Ordinal);
            var yaml = Yaml[..at] + $"auto_router_config_path: \"{file.Replace("\\", "/", StringComparison.Ordinal)}\"" + "\n" + Yaml[Yaml.IndexOf("router_settings", StringComparison.Ordinal)..];
            await using var gateway = await GatewayFixture.StartAsync(yaml);

            using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"auto","messages":[{"role":"user","content":"code"}]}""");

            Assert.Equal("w", response.Headers.GetValues("x-litellm-model-id").Single());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Request_EmbedderDown_TheDefaultAnswers()
    {
        _embedder.Default = static _ => FakeReply.Error(500);
        await using var gateway = await GatewayFixture.StartAsync(Yaml);

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"auto","messages":[{"role":"user","content":"code"}]}""");

        Assert.Equal(("m", "model=medium; by=default, without an embedding"), (response.Headers.GetValues("x-litellm-model-id").Single(), response.Headers.GetValues("x-fairlead-auto-route").Single()));
    }

    [Fact]
    public async Task Explain_TellsTheChoice_AndUtterancesAreEmbeddedOnce()
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml);
        using var first = await gateway.PostAsync("/v1/chat/completions", """{"model":"auto","messages":[{"role":"user","content":"code"}]}""");
        using var explained = await gateway.PostAsync("/route/explain", """{"model":"auto","messages":[{"role":"user","content":"mail"}]}""");

        var choice = JsonNode.Parse(await explained.Content.ReadAsStringAsync())!["pre_route"]!;
        Assert.Equal(("writer", "utterance", 1.0), ((string?)choice["model"], (string?)choice["by"], (double)choice["score"]!));
        Assert.Equal(3, _embedder.Requests.Count);
        Assert.Equal("""{"model":"e","input":["write code","fix code","write a mail"]}""", _embedder.Requests[0].BodyText);
    }

    private string Yaml =>
        $$"""
        model_list:
          - { model_name: coder, litellm_params: { model: simulated/coder }, model_info: { id: c } }
          - { model_name: writer, litellm_params: { model: simulated/writer }, model_info: { id: w } }
          - { model_name: medium, litellm_params: { model: simulated/medium }, model_info: { id: m } }
          - { model_name: embedder, litellm_params: { model: openai/e, api_base: "{{_embedder.ApiBase}}", api_key: k } }
          - model_name: auto
            litellm_params:
              model: auto_router/by-topic
              auto_router_default_model: medium
              auto_router_embedding_model: embedder
              auto_router_config:
                routes:
                  - { name: coder, utterances: [write code, fix code], score_threshold: 0.8 }
                  - { name: writer, utterances: [write a mail] }
        router_settings: { num_retries: 0 }
        """;
}
