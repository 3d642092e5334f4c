using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class RetryPolicyTests
{
    [Fact]
    public async Task Policy_OverHttp_RetriesItsClassAndHonoursZero()
    {
        await using var refusing = await FakeUpstream.StartAsync();
        await using var failing = await FakeUpstream.StartAsync();
        refusing.Default = _ => FakeReply.Error(400, "no such parameter", "invalid_request_error", null);
        failing.Default = _ => FakeReply.Error(500);
        var yaml = GatewayFixture.Yaml(("picky", refusing.ApiBase), ("picky", refusing.ApiBase), ("broken", failing.ApiBase)) + """

            router_settings:
              retry_policy: { BadRequestErrorRetries: 1, InternalServerErrorRetries: 3 }
              model_group_retry_policy:
                broken: { InternalServerErrorRetries: 0 }
            """;
        await using var gateway = await GatewayFixture.StartAsync(yaml);

        using var refused = await gateway.PostAsync("/v1/chat/completions", """{"model":"picky","messages":[]}""");
        using var failed = await gateway.PostAsync("/v1/chat/completions", """{"model":"broken","messages":[]}""");

        Assert.Equal((400, 500), ((int)refused.StatusCode, (int)failed.StatusCode));
        Assert.Equal((2, 1), (refusing.Requests.Count, failing.Requests.Count));
        Assert.Equal("1", refused.Headers.GetValues("x-litellm-attempted-retries").Single());
    }
}
