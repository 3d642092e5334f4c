using Fairlead.Limits;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Http;

public sealed class RateLimitHeadersTests
{
    private static UpstreamLimits Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return RateLimitHeaders.Read(response.Headers, new FakeTimeProvider());
    }

    [Fact]
    public void OpenAI_BothLimits_AreReadWithTheLaterReset() => Assert.Equal(
        new UpstreamLimits(500, 499, 200_000, 150_000, TimeSpan.FromSeconds(15)),
        Read(
            ("x-ratelimit-limit-requests", "500"),
            ("x-ratelimit-remaining-requests", "499"),
            ("x-ratelimit-reset-requests", "120ms"),
            ("X-RateLimit-Limit-Tokens", "200000"),
            ("x-ratelimit-remaining-tokens", "150000"),
            ("x-ratelimit-reset-tokens", "15s")));

    [Fact]
    public void Anthropic_TimeOfDay_IsASpanFromNow() => Assert.Equal(
        new UpstreamLimits(50, 0, 0, 0, TimeSpan.FromSeconds(30)),
        Read(
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", (new FakeTimeProvider().GetUtcNow() + TimeSpan.FromSeconds(30)).ToString("O"))));

    [Theory]
    [InlineData("6m0s", 360.0)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("20ms", 0.02)]
    [InlineData("7", 7.0)]
    [InlineData("soon", null)]
    [InlineData("5x", null)]
    [InlineData("", 0.0)]
    public void Duration_AsProvidersWriteIt(string text, double? seconds) =>
        Assert.Equal(seconds, RateLimitHeaders.Duration(text)?.TotalSeconds);

    [Fact]
    public void Nothing_OrNonsense_SaysNothing()
    {
        Assert.False(Read().IsKnown);
        Assert.False(Read(("x-ratelimit-limit-requests", "many"), ("x-ratelimit-remaining-tokens", "-3")).IsKnown);
        Assert.Equal(1, Read().ShareLeft);
        Assert.Equal(TimeSpan.FromMinutes(1), Read(("x-ratelimit-limit-requests", "10")).Resets);
    }
}
