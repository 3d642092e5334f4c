using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Tests.Configuration;

/// <summary>Every key, by the type and the place where it arrives.</summary>
public sealed class ConfigKeysTests
{
    [Fact]
    public void Read_EveryKey_ArrivesTyped()
    {
        var config = Reading.Clean(
            """
            environment_variables:
              REGION: eu-1
            model_list:
              - model_name: gpt-4
                capacity: 100
                metadata: { region: us-east-1, priority: 1, nested: [a, { b: os.environ/REGION }] }
                litellm_params:
                  model: gpt-4-deployment
                  custom_llm_provider: azure
                  api_key: k1
                  base_url: https://acme.example/v1
                  api_version: 2024-06-01
                  organization: org-1
                  rpm: "600"
                  tpm: 1_000_000
                  weight: 0
                  order: 2
                  max_parallel_requests: 8
                  request_timeout: 30
                  stream_timeout: 2.5
                  num_retries: 1
                  cooldown_time: 0
                  tags: [free, eu]
                  region_name: os.environ/REGION
                  input_cost_per_token: 1.5e-6
                  output_cost_per_token: 0.000002
                  mock_response: hello
                  extra_headers: { X-Team: blue, X-Number: 7 }
                  temperature: 0.2
                  stop: ["a", "b"]
                  aws_region_name: us-west-2
                model_info:
                  id: my-id
                  base_model: gpt-4o
                  mode: chat
                  max_input_tokens: 128000
                  supports_vision: true
                  supports_pdf_input: no
                  max_output_tokens: 4096
                  cache_read_input_token_cost: 7e-7
                  cache_creation_input_token_cost: 0.000003
                  own_key: 7
              - { model_name: "*", litellm_params: { model: "openai/*" } }
            router_settings:
              routing_strategy: latency-based-routing
              routing_strategy_args: { ttl: 3600, lowest_latency_buffer: 0.5, price_weight: 2, prefix_weight: 1.5, effective_price: true }
              model_group_routing_strategy: { gpt-4: least-busy }
              num_retries: 3
              max_fallbacks: 4
              timeout: 90s
              stream_timeout: 10m
              retry_after: 1
              allowed_fails: 0
              cooldown_time: 500ms
              disable_cooldowns: false
              fallbacks:
                - gpt-4: [gpt-4o, claude]
                - "*": gpt-4o
              default_fallbacks: [gpt-4o]
              context_window_fallbacks: [{ gpt-4: [long] }]
              content_policy_fallbacks: [{ gpt-4: [other] }]
              model_group_alias: { gpt4: gpt-4, secret: { model: gpt-4, hidden: true } }
              enable_tag_filtering: yes
              tag_filtering_match_any: False
            general_settings:
              master_key: sk-1234
              max_request_size_mb: 0.5
              stream_idle_timeout: 60
              drain_timeout: 5
              model_catalogue_file: prices.json
            """);

        var deployment = config.ModelList[0];
        Assert.Equal("gpt-4", deployment.ModelName);
        Assert.Equal(100, deployment.Capacity);
        Assert.Equal("us-east-1", deployment.Metadata["region"].GetString());
        Assert.Equal(1, deployment.Metadata["priority"].GetInt32());
        Assert.Equal("""["a",{"b":"eu-1"}]""", deployment.Metadata["nested"].GetRawText());

        var call = deployment.Params;
        Assert.Equal(("gpt-4-deployment", "azure", "k1"), (call.Model, call.CustomProvider, call.ApiKey!.Reveal()));
        Assert.Equal(("https://acme.example/v1", "2024-06-01", "org-1"), (call.ApiBase, call.ApiVersion, call.Organization));
        Assert.Equal((600, 1_000_000, 0, 2, 8), (call.Rpm, call.Tpm, call.Weight, call.Order, call.MaxParallelRequests));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2.5)), (call.Timeout, call.StreamTimeout));
        Assert.Equal((1, TimeSpan.Zero), (call.NumRetries, call.CooldownTime));
        Assert.Equal(["free", "eu"], call.Tags);
        Assert.Equal(("eu-1", 1.5e-6, 2e-6, "hello"), (call.RegionName, call.InputCostPerToken, call.OutputCostPerToken, call.MockResponse));
        Assert.Equal([("X-Number", "7"), ("X-Team", "blue")], call.ExtraHeaders.Select(header => (header.Key, header.Value)).Order());
        Assert.Equal(["stop", "temperature"], call.Extra.Keys.Order());
        Assert.Equal("0.2", call.Extra["temperature"].GetRawText());
        Assert.Equal(["aws_region_name"], call.ProviderSettings.Keys);
        Assert.Equal(("my-id", "gpt-4o", "chat", 128000), (deployment.Info.Id, deployment.Info.BaseModel, deployment.Info.Mode, deployment.Info.MaxInputTokens));
        Assert.Equal((ModelCapabilities.Vision, ModelCapabilities.PdfInput), (deployment.Info.Capabilities, deployment.Info.Lacks));
        Assert.Equal((4096, 7e-7, 3e-6), (deployment.Info.MaxOutputTokens, call.CacheReadInputTokenCost, call.CacheCreationInputTokenCost));
        Assert.Equal("7", deployment.Info.Extra["own_key"].GetRawText());

        var router = config.Router;
        Assert.Equal("latency-based-routing", router.RoutingStrategy);
        Assert.Equal((TimeSpan.FromHours(1), 0.5, 2.0), (router.StrategyArgs.Ttl, router.StrategyArgs.LowestLatencyBuffer, router.StrategyArgs.PriceWeight));
        Assert.Equal(1.5, router.StrategyArgs.PrefixWeight);
        Assert.True(router.StrategyArgs.EffectivePrice);
        Assert.Equal("least-busy", router.GroupStrategies["gpt-4"]);
        Assert.Equal((3, 4, 0), (router.NumRetries, router.MaxFallbacks, router.AllowedFails));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(10)), (router.Timeout, router.StreamTimeout));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500)), (router.RetryAfter, router.CooldownTime));
        Assert.Equal((false, true, false), (router.DisableCooldowns, router.EnableTagFiltering, router.TagFilteringMatchAny));
        Assert.Equal(["gpt-4o", "claude"], router.Fallbacks["gpt-4"]);
        Assert.Equal(["gpt-4o"], router.Fallbacks["*"]);
        Assert.Equal(["gpt-4o"], router.DefaultFallbacks);
        Assert.Equal(["long"], router.ContextWindowFallbacks["gpt-4"]);
        Assert.Equal(["other"], router.ContentPolicyFallbacks["gpt-4"]);
        Assert.Equal(new ModelAlias("gpt-4"), router.ModelGroupAlias["gpt4"]);
        Assert.Equal(new ModelAlias("gpt-4", Hidden: true), router.ModelGroupAlias["secret"]);

        Assert.Equal("sk-1234", config.General.MasterKey!.Reveal());
        Assert.Equal(512 * 1024, config.General.MaxRequestBytes);
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(5)), (config.General.StreamIdleTimeout, config.General.DrainTimeout));
        Assert.Equal("prices.json", config.General.ModelCatalogueFile);
    }
}
