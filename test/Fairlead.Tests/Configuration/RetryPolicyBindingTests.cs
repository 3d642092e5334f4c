namespace Fairlead.Tests.Configuration;

public sealed class RetryPolicyBindingTests
{
    [Fact]
    public void Policies_OfRouterAndGroups_AreRead()
    {
        var router = Reading.Clean(Reading.With(rest: """
            router_settings:
              retry_policy:
                AuthenticationErrorRetries: 0
                BadRequestErrorRetries: 1
                TimeoutErrorRetries: 2
                RateLimitErrorRetries: "3"
                ContentPolicyViolationErrorRetries: 4
                InternalServerErrorRetries: 5
                ServiceUnavailableErrorRetries: 6
                NotFoundErrorRetries: 7
                DefaultRetries: 8
              model_group_retry_policy:
                gpt-4: { TimeoutErrorRetries: 9 }
            """)).Router;

        var policy = router.RetryPolicy!;
        Assert.Equal((0, 1, 2, 3), (policy.AuthenticationErrorRetries, policy.BadRequestErrorRetries, policy.TimeoutErrorRetries, policy.RateLimitErrorRetries));
        Assert.Equal((4, 5, 6), (policy.ContentPolicyViolationErrorRetries, policy.InternalServerErrorRetries, policy.ServiceUnavailableErrorRetries));
        Assert.Equal((7, 8), (policy.NotFoundErrorRetries, policy.DefaultRetries));
        Assert.Equal(9, router.ModelGroupRetryPolicy["gpt-4"].TimeoutErrorRetries);
        Assert.Null(router.ModelGroupRetryPolicy["gpt-4"].RateLimitErrorRetries);
    }

    [Fact]
    public void Policy_Unset_IsNull()
    {
        Assert.Null(Reading.Clean(Reading.With()).Router.RetryPolicy);
        Assert.Null(Reading.Clean(Reading.With(rest: "router_settings: { retry_policy: null }")).Router.RetryPolicy);
    }

    [Theory]
    [InlineData("retry_policy: { TimeoutErorRetries: 1 }", "did you mean 'TimeoutErrorRetries'?")]
    [InlineData("retry_policy: { TimeoutErrorRetries: soon }", "expected a number, found text")]
    [InlineData("retry_policy: { TimeoutErrorRetries: -1 }", "router_settings.retry_policy.TimeoutErrorRetries")]
    [InlineData("retry_policy: 3", "expected a mapping of settings, found a number")]
    [InlineData("model_group_retry_policy: { gpt-4: 3 }", "expected a retry policy, e.g. { TimeoutErrorRetries: 2 }; found a number")]
    [InlineData("model_group_retry_policy: { gpt-5: { DefaultRetries: 3 } }", "'gpt-5' is no model_name of model_list")]
    public void Policy_Wrong_IsSaidWithItsMend(string setting, string finding) =>
        Assert.Contains(finding, Reading.Findings(Reading.With(rest: $"router_settings: {{ {setting} }}")), StringComparison.Ordinal);
}
