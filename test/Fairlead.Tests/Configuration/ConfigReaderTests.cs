using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Tests.Configuration;

public sealed class ConfigReaderTests
{
    private const string ThreeTiers = """
        model_list:
          - model_name: tier1
            litellm_params:
              model: ollama/qwen2.5-coder:14b
              api_base: http://localhost:11434
          - model_name: tier2
            litellm_params:
              model: gemini/gemini-1.5-flash
              api_key: os.environ/GEMINI_API_KEY
          - model_name: tier3
            litellm_params:
              model: claude-3-5-sonnet-20240620
              api_key: os.environ/ANTHROPIC_API_KEY
        router_settings:
          routing_strategy: least-busy
        """;

    [Fact]
    public void Read_ThreeTiers_LoadsAsItIs()
    {
        var config = Reading.Clean(ThreeTiers, ("GEMINI_API_KEY", "g-key"), ("ANTHROPIC_API_KEY", "a-key"));

        Assert.Equal(["tier1", "tier2", "tier3"], config.ModelList.Select(deployment => deployment.ModelName));
        Assert.Equal("ollama/qwen2.5-coder:14b", config.ModelList[0].Params.Model);
        Assert.Equal("http://localhost:11434", config.ModelList[0].Params.ApiBase);
        Assert.Equal("g-key", config.ModelList[1].Params.ApiKey!.Reveal());
        Assert.Equal("a-key", config.ModelList[2].Params.ApiKey!.Reveal());
        Assert.Equal("least-busy", config.Router.RoutingStrategy);
    }

    [Fact]
    public void Read_UnsetVariables_AreNamedAndCountAsUnset()
    {
        var result = Reading.Read(ThreeTiers, ("GEMINI_API_KEY", ""));

        Assert.Null(result.Config!.ModelList[1].Params.ApiKey);
        Assert.Equal(
            [
                "config.yaml(9,16): warning: model_list[1].litellm_params.api_key: environment variable GEMINI_API_KEY is not set, so the value counts as unset",
                "config.yaml(13,16): warning: model_list[2].litellm_params.api_key: environment variable ANTHROPIC_API_KEY is not set, so the value counts as unset",
            ],
            result.Diagnostics.Select(finding => finding.ToString()));
    }

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
              routing_strategy_args: { ttl: 3600, lowest_latency_buffer: 0.5, price_weight: 2, prefix_weight: 1.5 }
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

    [Fact]
    public void Read_NothingSet_IsUnsetNotZero()
    {
        var config = Reading.Clean(Reading.With());

        var call = Assert.Single(config.ModelList).Params;
        Assert.Null(call.Rpm ?? call.Tpm ?? call.Weight ?? call.Order ?? call.InputCostPerToken);
        Assert.Null(call.CooldownTime ?? call.Timeout ?? config.Router.CooldownTime ?? config.Router.Timeout);
        Assert.Empty(call.Tags);
        Assert.Empty(call.Extra);
    }

    [Theory]
    [InlineData("gpt-4", "capacity: 3", "")]
    [InlineData("gpt-4", "", "capacity: 3")]
    public void Read_Capacity_MayStandAtTheEntryOrBelow(string name, string entry, string below)
    {
        var config = Reading.Clean(
            $$"""
            model_list:
              - model_name: {{name}}
                {{entry}}
                litellm_params: { model: openai/gpt-4, {{below}} }
            """);

        Assert.Equal(3, config.ModelList[0].Capacity);
    }

    [Fact]
    public void Read_WeightsAtTheEntryOrInModelInfo_AreCopiedDownWhereMissing()
    {
        var config = Reading.Clean(
            """
            model_list:
              - model_name: a
                rpm: 10
                tpm: 20
                weight: 3
                litellm_params: { model: openai/gpt-4, rpm: 11 }
                model_info: { tpm: 21, order: 4, cooldown_time: 7, input_cost_per_token: 0 }
            """);

        var call = config.ModelList[0].Params;
        Assert.Equal((11, 20, 3, 4, 0), (call.Rpm, call.Tpm, call.Weight, call.Order, call.InputCostPerToken));
        Assert.Equal(TimeSpan.FromSeconds(7), call.CooldownTime);
    }

    [Fact]
    public void Read_LitellmSettings_AreFoldedInWhereTheRouterHasNone()
    {
        var config = Reading.Clean(
            Reading.With(rest:
                """
                  - { model_name: "*", litellm_params: { model: "openai/*" } }
                litellm_settings:
                  num_retries: 5
                  request_timeout: 60
                  allowed_fails: 2
                  cooldown_time: 9
                  fallbacks: [{ gpt-4: [gpt-3.5] }]
                  default_fallbacks: [gpt-3.5]
                  context_window_fallbacks: [{ gpt-4: [long] }]
                  content_policy_fallbacks: [{ gpt-4: [other] }]
                router_settings:
                  num_retries: 1
                  context_window_fallbacks: [{ gpt-4: [longer] }]
                  content_policy_fallbacks: []
                """));

        var router = config.Router;
        Assert.Equal((1, 2), (router.NumRetries, router.AllowedFails));
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(9)), (router.Timeout, router.CooldownTime));
        Assert.Equal(["gpt-3.5"], router.Fallbacks["gpt-4"]);
        Assert.Equal(["gpt-3.5"], router.DefaultFallbacks);
        Assert.Equal(["longer"], router.ContextWindowFallbacks["gpt-4"]);
        Assert.Equal(["other"], router.ContentPolicyFallbacks["gpt-4"]);
    }

    [Fact]
    public void Read_OrganizationList_MakesOneDeploymentOfEach()
    {
        var config = Reading.Clean(Reading.With("organization: [org-1, org-2]\nrpm: 6"));

        Assert.Equal(["org-1", "org-2"], config.ModelList.Select(deployment => deployment.Params.Organization));
        Assert.All(config.ModelList, deployment => Assert.Equal(6, deployment.Params.Rpm));
    }

    [Fact]
    public void Read_OrganizationListWithAnId_NumbersTheIds()
    {
        var config = Reading.Clean(Reading.With("organization: [org-1, org-2]\n", "    model_info: { id: x }"));

        Assert.Equal(["x", "x-2"], config.ModelList.Select(deployment => deployment.Info.Id));
    }

    [Fact]
    public void Read_UnknownKeys_AreKeptAndReportedOnce()
    {
        var result = Reading.Read(
            """
            model_list:
              - model_name: a
                litellm_params: { model: openai/a, cache: true }
                endpoint: one
              - model_name: a
                litellm_params: { model: openai/b, cache: true }
                endpoint: two
              - model_name: a
                litellm_params: { model: openai/c }
                endpoint: three
            router_settings:
              redis_url: os.environ/REDIS_URL
            zebra: 1
            """);

        Assert.Equal(
            [
                "config.yaml(3,40): warning: model_list[0].litellm_params.cache: a setting of LiteLLM's that Fairlead does not act on: not used (nor in 1 other place)",
                "config.yaml(4,5): warning: model_list[0].endpoint: unknown key: not used (nor in 2 other places)",
                "config.yaml(12,3): warning: router_settings.redis_url: a setting of LiteLLM's that Fairlead does not act on: not used",
                "config.yaml(13,1): warning: zebra: unknown key: not used",
            ],
            result.Diagnostics.Select(finding => finding.ToString()));
        Assert.Equal("os.environ/REDIS_URL", result.Config!.Unused["router_settings.redis_url"].GetString());
        Assert.Equal("1", result.Config.Unused["zebra"].GetRawText());
        Assert.Empty(result.Config.ModelList[0].Params.Extra);
    }

    [Fact]
    public void Read_BodyParameters_AreKeptWithoutAWord()
    {
        var config = Reading.Clean(Reading.With("temperature: 0\nmax_tokens: 10\nttft_ms: 20\nguided_json: { a: b }\napi_key: k"));

        Assert.Equal(["guided_json", "max_tokens", "temperature", "ttft_ms"], config.ModelList[0].Params.Extra.Keys.Order());
    }

    [Fact]
    public void Read_EnvironmentVariablesSection_WinsAndMayPointOn()
    {
        var config = Reading.Clean(
            Reading.With("api_key: os.environ/A\nregion_name: os.environ/B\nextra: { deep: [os.environ/B] }", "environment_variables: { A: os.environ/REAL, B: here }"),
            ("A", "not this"),
            ("REAL", "real"));

        Assert.Equal("real", config.ModelList[0].Params.ApiKey!.Reveal());
        Assert.Equal("here", config.ModelList[0].Params.RegionName);
        Assert.Equal("""{"deep":["here"]}""", config.ModelList[0].Params.Extra["extra"].GetRawText());
    }

    [Fact]
    public void Read_NumbersAndListsFromTheEnvironment_AreTyped()
    {
        var config = Reading.Clean(
            Reading.With("rpm: os.environ/RPM\ntimeout: os.environ/TIMEOUT\ntags: os.environ/TAG", "router_settings: { enable_tag_filtering: os.environ/TAGS }"),
            ("RPM", "5"),
            ("TIMEOUT", "1m"),
            ("TAG", "eu"),
            ("TAGS", "True"));

        var call = config.ModelList[0].Params;
        Assert.Equal((5, TimeSpan.FromMinutes(1)), (call.Rpm, call.Timeout));
        Assert.Equal(["eu"], call.Tags);
        Assert.True(config.Router.EnableTagFiltering);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("{}")]
    [InlineData("model_list: []")]
    public void Read_NoDeployments_IsAWarning(string text)
    {
        var result = Reading.Read(text);

        Assert.Empty(result.Config!.ModelList);
        Assert.Contains("no deployments", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigOrThrow_Errors_ThrowsWithAllOfThem()
    {
        var result = Reading.Read(Reading.With("rpm: many\ntpm: few"));

        var exception = Assert.Throws<RouterConfigException>(result.ConfigOrThrow);
        Assert.Equal(2, exception.Diagnostics.Count);
    }
}
