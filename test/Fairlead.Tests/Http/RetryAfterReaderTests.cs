using Fairlead.Providers.Http;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Http;

public sealed class RetryAfterReaderTests
{
    // The fake clock starts at 2026-01-01T00:00:00Z.
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("retry-after", "4", 4000.0)]
    [InlineData("retry-after", "1.5", 1500.0)]
    [InlineData("Retry-After", " 2 ", 2000.0)]
    [InlineData("retry-after", "0", 0.0)]
    [InlineData("retry-after", "Thu, 01 Jan 2026 00:00:30 GMT", 30000.0)]
    [InlineData("retry-after", "Wed, 31 Dec 2025 23:59:00 GMT", 0.0)]
    [InlineData("retry-after", "3600", 3600000.0)]
    [InlineData("retry-after-ms", "3890", 3890.0)]
    public void Read_Header_IsTheWait(string name, string value, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read((name, value)));

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void Read_Nonsense_IsNone(string value) => Assert.Null(Read(("retry-after", value)));

    [Fact]
    public void Read_Both_TheFinerWins() => Assert.Equal(TimeSpan.FromMilliseconds(3890), Read(("retry-after", "4"), ("retry-after-ms", "3890")));

    [Fact]
    public void Read_AbsurdNumber_DoesNotOverflow() => Assert.Equal(TimeSpan.FromDays(365), Read(("retry-after", "99999999999999999999")));

    [Fact]
    public void Read_GooglesBody_IsTheWait()
    {
        var body = ErrorDocument.Read("""{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"48.5s"}]}}"""u8);
        using var response = new HttpResponseMessage();

        Assert.Equal(TimeSpan.FromSeconds(48.5), RetryAfterReader.Read(response.Headers, body, _clock));
    }

    private TimeSpan? Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return RetryAfterReader.Read(response.Headers, ErrorDocument.Empty, _clock);
    }
}
