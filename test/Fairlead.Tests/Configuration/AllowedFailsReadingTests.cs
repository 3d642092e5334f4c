using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed class AllowedFailsReadingTests
{
    private static readonly AllowedFailsPolicy All = new()
    {
        BadRequestErrorAllowedFails = 1,
        AuthenticationErrorAllowedFails = 2,
        TimeoutErrorAllowedFails = 3,
        RateLimitErrorAllowedFails = 4,
        ContentPolicyViolationErrorAllowedFails = 5,
        InternalServerErrorAllowedFails = 6,
        ServiceUnavailableErrorAllowedFails = 7,
        BadGatewayErrorAllowedFails = 8,
        NotFoundErrorAllowedFails = 0,
    };

    private const string Written =
        "allowed_fails_policy: { BadRequestErrorAllowedFails: 1, AuthenticationErrorAllowedFails: 2, TimeoutErrorAllowedFails: 3, RateLimitErrorAllowedFails: 4, "
        + "ContentPolicyViolationErrorAllowedFails: 5, InternalServerErrorAllowedFails: 6, ServiceUnavailableErrorAllowedFails: 7, BadGatewayErrorAllowedFails: 8, "
        + "NotFoundErrorAllowedFails: 0 }";

    [Fact]
    public void Policy_EveryClass_OfTheRouter()
    {
        var config = Reading.Clean(Reading.With(rest: $"router_settings: {{ {Written}, allowed_fails: 0 }}"));

        Assert.Equal((All, 0), (config.Router.AllowedFailsPolicy, config.Router.AllowedFails));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Policy_OfADeployment_InItsParametersOrItsInfo(bool inInfo)
    {
        var own = $"{Written}\nallowed_fails: 3\ncooldown_time: 0";
        var text = inInfo
            ? $"model_list: [{{ model_name: gpt-4, litellm_params: {{ model: openai/gpt-4 }}, model_info: {{ {own.Replace("\n", ", ", StringComparison.Ordinal)} }} }}]"
            : Reading.With(own);
        var call = Reading.Clean(text).ModelList[0].Params;

        Assert.Equal((All, 3, TimeSpan.Zero), (call.AllowedFailsPolicy, call.AllowedFails, call.CooldownTime));
        Assert.Empty(call.Extra);
    }

    [Theory]
    [InlineData("router_settings: { allowed_fails_policy: 3 }", "config.yaml(6,42): error: router_settings.allowed_fails_policy: expected a mapping of settings, found a number")]
    [InlineData("router_settings: { allowed_fails_policy: { TimeoutErrorAllowedFail: 3 } }", "config.yaml(6,44): warning: router_settings.allowed_fails_policy.TimeoutErrorAllowedFail: unknown key: not used; did you mean 'TimeoutErrorAllowedFails'?")]
    [InlineData("router_settings: { allowed_fails_policy: { TimeoutErrorAllowedFails: -1 } }", "config.yaml(6,70): error: router_settings.allowed_fails_policy.TimeoutErrorAllowedFails: is -1; expected a whole number not below 0")]
    public void Policy_Wrong_IsFound(string rest, string expected) => Assert.Equal(expected, Reading.Findings(Reading.With(rest: rest)));

    [Fact]
    public void Policy_Null_IsNone() =>
        Assert.Null(Reading.Clean(Reading.With(rest: "router_settings: { allowed_fails_policy: ~ }")).Router.AllowedFailsPolicy);
}
