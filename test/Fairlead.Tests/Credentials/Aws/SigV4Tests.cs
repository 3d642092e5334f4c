using System.Text;
using Fairlead.Configuration;
using Fairlead.Providers.Credentials.Aws;

namespace Fairlead.Tests.Credentials.Aws;

/// <summary>Signatures that others published: the suite of AWS's Signature Version 4 and the example of its guide; the last two are botocore's.</summary>
public sealed class SigV4Tests
{
    private static readonly DateTimeOffset Then = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "https://example.amazonaws.com/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("POST", "https://example.amazonaws.com/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void Sign_Suite_HasThePublishedSignature(string method, string url, string signature) =>
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}",
            Sign(method, url, "service"));

    [Fact]
    public void Sign_GuidesExample_HasItsSignature() =>
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            Sign("GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", "iam", "", "application/x-www-form-urlencoded; charset=utf-8"));

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", """{"messages":[]}""", "TOKEN/+=", "content-type;host;x-amz-date;x-amz-security-token", "7abe4c97ebfcd1fec93c0b41ce978fa78aea297c72479c922fcb273554f79288")]
    [InlineData("arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/converse-stream", "{}", null, "content-type;host;x-amz-date", "f20bf69eb9c7b310892c45cd92d9a7e0fb670b330e116769d87af6ef59bd2720")]
    public void Sign_PathThatIsEncoded_IsEncodedOnceMore(string path, string body, string? token, string names, string signature) =>
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/bedrock/aws4_request, SignedHeaders={names}, Signature={signature}",
            Sign("POST", "https://bedrock-runtime.us-east-1.amazonaws.com/model/" + path, "bedrock", body, "application/json", token));

    [Fact]
    public void Keys_AsText_ShowNoSecret()
    {
        var keys = new AwsKeys("AKID", new Secret("hidden-1"), new Secret("hidden-2"));

        Assert.DoesNotContain("hidden", keys.ToString(), StringComparison.Ordinal);
    }

    private static string Sign(string method, string url, string service, string body = "", string? contentType = null, string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        var keys = AwsKeys.Of("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token)!;
        SigV4.Sign(request, Encoding.UTF8.GetBytes(body), keys, "us-east-1", service, Then);
        return request.Headers.NonValidated["Authorization"].ToString();
    }
}
