using System.Net;
using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Tests.Http;

public sealed class FailureClassifierTests
{
    [Theory]
    // Statuses alone.
    [InlineData(400, "", FailureKind.BadRequest)]
    [InlineData(401, "", FailureKind.Authentication)]
    [InlineData(402, "", FailureKind.QuotaExhausted)]
    [InlineData(403, "", FailureKind.PermissionDenied)]
    [InlineData(404, "", FailureKind.NotFound)]
    [InlineData(405, "", FailureKind.NotFound)]
    [InlineData(408, "", FailureKind.Timeout)]
    [InlineData(409, "", FailureKind.Conflict)]
    [InlineData(413, "", FailureKind.BadRequest)]
    [InlineData(422, """{"detail":[{"loc":["body"],"msg":"no"}]}""", FailureKind.BadRequest)]
    [InlineData(424, "", FailureKind.ServerError)]
    [InlineData(429, "", FailureKind.RateLimited)]
    [InlineData(500, "", FailureKind.ServerError)]
    [InlineData(501, "", FailureKind.Unsupported)]
    [InlineData(502, "<html>bad gateway</html>", FailureKind.Unavailable)]
    [InlineData(503, "", FailureKind.Unavailable)]
    [InlineData(504, "", FailureKind.Timeout)]
    [InlineData(524, "", FailureKind.Timeout)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.Unavailable)]
    [InlineData(302, "", FailureKind.MalformedResponse)]
    [InlineData(498, """{"message":"invalid token"}""", FailureKind.ContentPolicy)]
    [InlineData(498, """{"error":{"message":"Flex tier capacity exceeded"}}""", FailureKind.Unavailable)]
    [InlineData(499, """{"message":"request cancelled"}""", FailureKind.Unavailable)]
    // The prompt is too long, as each vendor says it.
    [InlineData(400, """{"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"error":{"message":"Your input exceeds the context window of this model.","type":"invalid_request_error","code":null}}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"message":"Input Tokens Exceeded: 9"}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"message":"Input is too long for requested model."}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"error_type":"TOO_MANY_TOKENS","id":"c","message":"too many tokens: size limit exceeded by 1 tokens."}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"error":{"message":"prompt too long; exceeded max context length by 3 tokens"}}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"error":{"message":"The total length of all messages is too long","type":"too_many_prompt_tokens","code":400}}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""", FailureKind.ContextWindow)]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 8 tokens.","type":"BadRequestError","code":400}""", FailureKind.ContextWindow)]
    // A filter.
    [InlineData(400, """{"error":{"message":"x","code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", FailureKind.ContentPolicy)]
    [InlineData(400, """{"error":{"message":"Your request was rejected as a result of our safety system.","code":"content_policy_violation"}}""", FailureKind.ContentPolicy)]
    [InlineData(403, """{"error":{"code":403,"message":"Input was flagged","metadata":{"reasons":["violence"]}}}""", FailureKind.ContentPolicy)]
    // Money, not speed.
    [InlineData(429, """{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}""", FailureKind.QuotaExhausted)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}""", FailureKind.QuotaExhausted)]
    [InlineData(402, """{"error":{"message":"Insufficient Balance"}}""", FailureKind.QuotaExhausted)]
    [InlineData(429, """{"message":"You are using a Trial key, which is limited to 1000 API calls / month."}""", FailureKind.QuotaExhausted)]
    // Speed, not money.
    [InlineData(429, """{"message":"You are using a Trial key, which is limited to 40 API calls / minute."}""", FailureKind.RateLimited)]
    [InlineData(429, """{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED"}}""", FailureKind.RateLimited)]
    [InlineData(429, """{"error":{"message":"Request too large for gpt-4o on tokens per min (TPM): Limit 1, Requested 2. The input or output tokens must be reduced, maximum context length is fine.","type":"tokens","code":"rate_limit_exceeded"}}""", FailureKind.RateLimited)]
    [InlineData(500, """[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]""", FailureKind.RateLimited)]
    // A key under a misleading status.
    [InlineData(400, """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}""", FailureKind.Authentication)]
    [InlineData(400, """{"code":"invalid-argument","error":"Incorrect API key provided. You can obtain one from the console."}""", FailureKind.Authentication)]
    [InlineData(403, """{"message":"The security token included in the request is invalid."}""", FailureKind.Authentication)]
    // A model under a misleading status.
    [InlineData(400, """{"error":{"code":"model_not_found","message":"The requested model 'x' does not exist.","type":"invalid_request_error"}}""", FailureKind.NotFound)]
    [InlineData(400, """{"message":"The provided model identifier is invalid."}""", FailureKind.NotFound)]
    // Something the caller refers to: no fault of the deployment's, nor of its model's.
    [InlineData(400, """{"error":{"message":"Previous response with id 'resp_1' not found.","type":"invalid_request_error","code":"previous_response_not_found"}}""", FailureKind.Unsupported)]
    [InlineData(404, """{"error":{"message":"Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.","type":"invalid_request_error","code":null}}""", FailureKind.Unsupported)]
    [InlineData(404, """{"error":{"message":"Response with id 'resp_1' not found.","type":"NotFoundError","code":404}}""", FailureKind.Unsupported)]
    [InlineData(404, """{"error":{"message":"Vector store with id [vs_1] not found.","type":"invalid_request_error","code":null}}""", FailureKind.Unsupported)]
    [InlineData(400, """{"error":{"message":"The encrypted content gAAA...DQ== could not be verified.","type":"invalid_request_error","code":"invalid_encrypted_content"}}""", FailureKind.Unsupported)]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"File not found: file_011"}}""", FailureKind.Unsupported)]
    [InlineData(404, """{"error":{"message":"Model with id 'x' not found.","code":"model_not_found"}}""", FailureKind.NotFound)]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: claude-9"}}""", FailureKind.NotFound)]
    // Overload under a plain status.
    [InlineData(500, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.Unavailable)]
    // Words in the wrong place do not mislead.
    [InlineData(400, """{"error":{"message":"Invalid 'messages[0].content': 429 is not allowed","code":"invalid_value"}}""", FailureKind.BadRequest)]
    public void Classify_StatusAndBody_IsWhatTheVendorMeans(int status, string body, object kind)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        var failure = FailureClassifier.Classify(response, Encoding.UTF8.GetBytes(body), default, TimeProvider.System);

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(status, failure.Status);
    }

    [Fact]
    public void Classify_AmazonsHeader_NamesTheType()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Forbidden);
        response.Headers.TryAddWithoutValidation("x-amzn-errortype", "UnrecognizedClientException:http://internal.example/");

        Assert.Equal(FailureKind.Authentication, FailureClassifier.Classify(response, "{\"message\":\"no\"}"u8, default, TimeProvider.System).Kind);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","code":429,"type":"x"}}""", FailureKind.RateLimited)]
    [InlineData("""{"error":{"code":502,"message":"m"}}""", FailureKind.Unavailable)]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.Unavailable)]
    [InlineData("""{"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}}""", FailureKind.ContextWindow)]
    [InlineData("""{"error":{"message":"tool call failed","type":"invalid_request_error","code":"tool_use_failed"}}""", FailureKind.MalformedResponse)]
    [InlineData("""{"error":"something"}""", FailureKind.MalformedResponse)]
    [InlineData("not JSON", FailureKind.MalformedResponse)]
    public void ClassifyFrame_WithinAStream_IsWhatItSays(string frame, object kind)
    {
        var failure = FailureClassifier.ClassifyFrame(Encoding.UTF8.GetBytes(frame), default);

        Assert.Equal(kind, failure.Kind);
        Assert.StartsWith("an error came within the stream", failure.Reason, StringComparison.Ordinal);
    }
}
