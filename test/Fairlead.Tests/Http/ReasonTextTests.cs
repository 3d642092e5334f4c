using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Tests.Http;

public sealed class ReasonTextTests
{
    [Fact]
    public void Of_RefusedRequest_HasNoWordsOfTheVendor()
    {
        var error = new ErrorDocument("invalid_value", "invalid_request_error", "Invalid value: 'my secret diary'", 0, "", "");

        Assert.Equal("status 400 invalid_value invalid_request_error", ReasonText.Of(FailureKind.BadRequest, 400, error, default));
    }

    [Fact]
    public void Of_RefusedKey_HasNoWordsOfTheVendor()
    {
        var error = new ErrorDocument("invalid_api_key", "invalid_request_error", "Incorrect API key provided: fake_key.", 0, "", "");

        Assert.Equal("status 401 invalid_api_key invalid_request_error", ReasonText.Of(FailureKind.Authentication, 401, error, default));
    }

    [Fact]
    public void Of_Outage_QuotesTheVendor()
    {
        var error = new ErrorDocument("", "server_error", "The engine is\r\nrestarting.", 0, "", "");

        Assert.Equal("status 500 server_error: The engine is restarting.", ReasonText.Of(FailureKind.ServerError, 500, error, default));
    }

    [Fact]
    public void Of_WordsThatRepeatThePrompt_AreLeftOut()
    {
        const string Body = """{"model":"gpt-4o-2024-08-06-and-a-long-name","messages":[{"role":"user","content":"The patient's name is John Doe and he lives in Oslo"}]}""";
        var body = Encoding.UTF8.GetBytes(Body);
        var context = new ReasonContext(body, 9..44, null);
        var echo = new ErrorDocument("", "", "cannot parse: The patient's name is John Doe and he lives in Oslo", 0, "", "");
        var model = new ErrorDocument("", "", "The model gpt-4o-2024-08-06-and-a-long-name does not exist", 0, "", "");

        Assert.Equal("status 500", ReasonText.Of(FailureKind.ServerError, 500, echo, context));
        Assert.Equal("status 404: The model gpt-4o-2024-08-06-and-a-long-name does not exist", ReasonText.Of(FailureKind.NotFound, 404, model, context));
    }

    [Fact]
    public void Of_LongText_IsCut()
    {
        var error = new ErrorDocument("", "", string.Concat(Enumerable.Repeat("slow ", 100)), 0, "", "");

        Assert.True(ReasonText.Of(FailureKind.RateLimited, 429, error, default).Length < 230);
    }

    [Fact]
    public void Of_CodeThatIsNoWord_IsLeftOut()
    {
        var error = new ErrorDocument("no spaces <here>", new string('x', 300), "", 0, "", "");

        Assert.Equal("status 400", ReasonText.Of(FailureKind.BadRequest, 400, error, default));
    }

    [Theory]
    [InlineData("key sk-proj-abcdefghij1234567890 is bad", "key *** is bad")]
    [InlineData("key not-a-re**************************ized is bad", "key *** is bad")]
    [InlineData("sent Bearer abc.def.ghi now", "sent Bearer *** now")]
    [InlineData("Incorrect API key provided: hunter2", "Incorrect API key provided: ***")]
    [InlineData("GET /v1?key=AIzaSyA1234567890123456789012345 failed", "GET /v1?key=*** failed")]
    [InlineData("token 0123456789abcdef0123456789abcdef", "token ***")]
    [InlineData("the model claude-3-5-sonnet-20240620 is overloaded", "the model claude-3-5-sonnet-20240620 is overloaded")]
    [InlineData("Rate limit reached for gpt-4.1 in organization org-REDACTED", "Rate limit reached for gpt-4.1 in organization org-REDACTED")]
    public void Mask_Text_HidesWhatLooksLikeAKey(string text, string masked) => Assert.Equal(masked, SecretMask.Mask(text, null));

    [Fact]
    public void Mask_KnownSecret_IsHiddenWhateverItLooksLike() => Assert.Equal("you sent ***!", SecretMask.Mask("you sent my plain pass!", "my plain pass"));
}
