using System.Net;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Providers.Chat;

namespace Fairlead.Tests.Chat;

public sealed class ExceptionRulesTests
{
    private static ClassifiedFailure Classify(Exception exception, params ExceptionClassifier[] classifiers) => ExceptionRules.Classify(exception, classifiers);

    [Theory]
    [InlineData(400, "no", FailureKind.BadRequest)]
    [InlineData(400, "error: context_length_exceeded", FailureKind.ContextWindow)]
    [InlineData(400, "code content_filter", FailureKind.ContentPolicy)]
    [InlineData(401, "", FailureKind.Authentication)]
    [InlineData(402, "", FailureKind.QuotaExhausted)]
    [InlineData(403, "", FailureKind.PermissionDenied)]
    [InlineData(404, "", FailureKind.NotFound)]
    [InlineData(408, "", FailureKind.Timeout)]
    [InlineData(409, "", FailureKind.Conflict)]
    [InlineData(422, "", FailureKind.BadRequest)]
    [InlineData(429, "", FailureKind.RateLimited)]
    [InlineData(429, "insufficient_quota", FailureKind.QuotaExhausted)]
    [InlineData(500, "", FailureKind.ServerError)]
    [InlineData(503, "", FailureKind.Unavailable)]
    [InlineData(529, "", FailureKind.Unavailable)]
    public void Status_OfAVendorsException_SaysTheKind(int status, string message, FailureKind expected)
    {
        var found = Classify(new VendorException(status, message));

        Assert.Equal((expected, status), (found.Kind, found.Status));
    }

    [Fact]
    public void Status_OfAnInnerException_IsFound()
    {
        var found = Classify(new AggregateException("retries failed", new InvalidOperationException("wrapped", new VendorException(401, ""))));

        Assert.Equal(FailureKind.Authentication, found.Kind);
    }

    [Fact]
    public void Status_AsAnEnum_IsRead()
    {
        Assert.Equal(FailureKind.RateLimited, Classify(new HttpRequestException("x", null, HttpStatusCode.TooManyRequests)).Kind);
        Assert.Equal(FailureKind.ServerError, Classify(new HttpRequestException("x")).Kind);
    }

    [Fact]
    public void Reason_NeverRepeatsTheMessage()
    {
        var found = Classify(new VendorException(400, "Your prompt 'my secret' is bad"));

        Assert.Equal("VendorException, status 400", found.Reason);
    }

    [Fact]
    public void KnownTypes_HaveTheirKinds()
    {
        Assert.Equal(FailureKind.Timeout, Classify(new OperationCanceledException()).Kind);
        Assert.Equal(FailureKind.Timeout, Classify(new TimeoutException()).Kind);
        Assert.Equal(FailureKind.Unsupported, Classify(new NotSupportedException()).Kind);
        Assert.Equal(FailureKind.ServerError, Classify(new InvalidOperationException()).Kind);
        var upstream = Classify(new UpstreamException(FailureKind.Unavailable, 503, "away", TimeSpan.FromSeconds(3)));
        Assert.Equal(new ClassifiedFailure(FailureKind.Unavailable, 503, TimeSpan.FromSeconds(3), "away"), upstream);
    }

    [Fact]
    public void HttpExceptions_OfTheConnection_AreKnownToProviders()
    {
        Assert.Equal(FailureKind.Connection, Classify(new HttpRequestException(HttpRequestError.ConnectionError), HttpExceptions.Classify).Kind);
        Assert.Equal(FailureKind.StreamBroken, Classify(new HttpIOException(HttpRequestError.ResponseEnded), HttpExceptions.Classify).Kind);
        Assert.Equal(FailureKind.Authentication, Classify(new HttpRequestException("x", null, HttpStatusCode.Unauthorized), HttpExceptions.Classify).Kind);
    }

    private sealed class VendorException(int status, string message) : Exception(message)
    {
        public int Status => status;
    }
}
