using Fairlead.Providers.Credentials.Aws;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Credentials.Aws;

/// <summary>Where keys come from, and when they are renewed.</summary>
public sealed class AwsCredentialsTests : IAsyncLifetime, IDisposable
{
    private readonly AwsPlace _place = new();
    private FakeUpstream _service = null!;

    public async Task InitializeAsync() => _service = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Find_Nowhere_IsNothing() => Assert.Equal("nothing", await _place.FindAsync());

    [Fact]
    public async Task Find_DeploymentsOwn_StandAboveTheEnvironment()
    {
        _place.Variables["AWS_ACCESS_KEY_ID"] = "ENV";
        _place.Variables["AWS_SECRET_ACCESS_KEY"] = "env-secret";
        Assert.Equal("ENV/env-secret/", await _place.FindAsync());

        _place.Settings["aws_access_key_id"] = "OWN ";
        _place.Settings["aws_secret_access_key"] = "own-secret\n";
        _place.Settings["aws_session_token"] = "own-token";
        Assert.Equal("OWN/own-secret/own-token", await _place.FindAsync());
    }

    [Fact]
    public async Task Find_IdWithoutKey_SaysSo()
    {
        _place.Settings["aws_access_key_id"] = "OWN";

        Assert.Contains("aws_secret_access_key", await _place.FindAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Profiles_OfBothFiles()
    {
        _place.WriteFile("credentials", "# keys\n[default]\naws_access_key_id = D\naws_secret_access_key=d\n[work]\naws_access_key_id=W\naws_secret_access_key=w\naws_session_token=t=1\n");
        _place.WriteFile("config", "[profile work]\nregion = eu-north-1\ns3 =\n  region = us-east-1\n[default]\nregion=us-east-2\n");
        Assert.Equal("D/d/", await _place.FindAsync());
        Assert.Equal("us-east-2", AwsRegion.Of(_place.Read(), "m"));

        _place.Settings["aws_profile_name"] = "work";
        Assert.Equal("W/w/t=1", await _place.FindAsync());
        Assert.Equal("eu-north-1", AwsRegion.Of(_place.Read(), "m"));

        _place.Settings["aws_profile_name"] = "gone";
        Assert.Contains("'gone'", await _place.FindAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Role_IsTakenOnWithASignedCallAndRenewedBeforeItEnds()
    {
        _place.Settings["aws_access_key_id"] = "OWN";
        _place.Settings["aws_secret_access_key"] = "own-secret";
        _place.Settings["aws_role_name"] = "arn:aws:iam::1:role/r";
        _place.Settings["aws_session_name"] = "me";
        _place.Settings["aws_external_id"] = "x y";
        _place.Settings["aws_sts_endpoint"] = _service.Url;
        _service.Enqueue(Sts("ONE", _place.Time.GetUtcNow().AddHours(1)), Sts("TWO", _place.Time.GetUtcNow().AddHours(3)));
        var keys = _place.Keys();

        Assert.Equal("ONE", (await keys.GetAsync(default)).Value!.Id);
        var request = Assert.Single(_service.Requests);
        Assert.Equal("Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=me&ExternalId=x%20y&Action=AssumeRole", request.BodyText);
        Assert.Contains("Credential=OWN/20260101/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date", request.Headers["Authorization"], StringComparison.Ordinal);

        _place.Time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("ONE", (await keys.GetAsync(default)).Value!.Id);
        _place.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("TWO", (await keys.GetAsync(default)).Value!.Id);
        keys.Drop("ONE");
        Assert.Equal("TWO", (await keys.GetAsync(default)).Value!.Id);
        Assert.Equal(2, _service.Requests.Count);
    }

    [Fact]
    public async Task Find_RenewalFails_OldKeysServeWhileTheyAreGood()
    {
        _place.Settings["aws_role_name"] = "arn:aws:iam::1:role/r";
        _place.Settings["aws_web_identity_token"] = "oidc/env/TOKEN";
        _place.Settings["aws_sts_endpoint"] = _service.Url;
        _place.Variables["TOKEN"] = "web";
        _service.Enqueue(Sts("ONE", _place.Time.GetUtcNow().AddHours(1)));
        _service.Default = _ => new FakeReply { Status = 403, Chunks = ["<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>secret words</Message></Error></ErrorResponse>"u8.ToArray()] };
        var keys = _place.Keys();
        Assert.Equal("ONE", (await keys.GetAsync(default)).Value!.Id);
        Assert.False(_service.Requests[0].Headers.ContainsKey("Authorization"));
        Assert.Contains("Action=AssumeRoleWithWebIdentity&WebIdentityToken=web", _service.Requests[0].BodyText, StringComparison.Ordinal);

        _place.Time.Advance(TimeSpan.FromMinutes(57));
        Assert.Equal("ONE", (await keys.GetAsync(default)).Value!.Id);
        Assert.Equal("ONE", (await keys.GetAsync(default)).Value!.Id);
        Assert.Equal(2, _service.Requests.Count);

        _place.Time.Advance(TimeSpan.FromMinutes(5));
        var problem = (await keys.GetAsync(default)).Problem;
        Assert.Contains("ExpiredTokenException", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_ProfileWithARole_TakesItOnWithItsSource()
    {
        _place.WriteFile("credentials", "[base]\naws_access_key_id=B\naws_secret_access_key=b\n");
        _place.WriteFile("config", "[profile deep]\nrole_arn = arn:aws:iam::1:role/deep\nsource_profile = base\n");
        _place.Settings["aws_profile_name"] = "deep";
        _place.Settings["aws_sts_endpoint"] = _service.Url;
        _service.Enqueue(Sts("DEEP", _place.Time.GetUtcNow().AddHours(1)));

        Assert.Equal("DEEP/s/t", await _place.FindAsync());
        Assert.Contains("Credential=B/", Assert.Single(_service.Requests).Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Container_IsAskedWithItsToken()
    {
        _place.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = _service.Url + "/keys";
        _place.WriteFile("token", "let me in\n");
        _place.Variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = _place.PathOf("token");
        _service.Enqueue(FakeReply.Json("""{"AccessKeyId":"C","SecretAccessKey":"c","Token":"t","Expiration":"2026-01-01T06:00:00Z"}"""));

        Assert.Equal("C/c/t", await _place.FindAsync());
        Assert.Equal("let me in", Assert.Single(_service.Requests).Headers["Authorization"]);

        _place.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://10.0.0.1/keys";
        Assert.Contains("none that AWS allows", await _place.FindAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Instance_IsAskedWithASessionOfItsOwn()
    {
        _place.Variables.Remove("AWS_EC2_METADATA_DISABLED");
        _place.Variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = _service.Url + "/";
        _service.Enqueue(
            FakeReply.Raw("text/plain", "session"u8.ToArray()),
            FakeReply.Raw("text/plain", "my-role\n"u8.ToArray()),
            FakeReply.Json("""{"Code":"Success","AccessKeyId":"I","SecretAccessKey":"i","Token":"t","Expiration":"2026-01-01T06:00:00Z"}"""));

        Assert.Equal("I/i/t", await _place.FindAsync());
        Assert.Equal(["PUT", "GET", "GET"], _service.Requests.Select(static request => request.Method));
        Assert.Equal("session", _service.Requests[2].Headers["X-aws-ec2-metadata-token"]);
        Assert.EndsWith("/security-credentials/my-role", _service.Requests[2].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drop_RefusedKeys_AreReadAnew()
    {
        _place.WriteFile("credentials", "[default]\naws_access_key_id=OLD\naws_secret_access_key=o\n");
        var keys = _place.Keys();
        Assert.Equal("OLD", (await keys.GetAsync(default)).Value!.Id);
        _place.WriteFile("credentials", "[default]\naws_access_key_id=NEW\naws_secret_access_key=n\n");
        Assert.Equal("OLD", (await keys.GetAsync(default)).Value!.Id);

        keys.Drop("OLD");

        Assert.Equal("NEW", (await keys.GetAsync(default)).Value!.Id);
    }

    private static FakeReply Sts(string id, DateTimeOffset ends) => FakeReply.Raw("text/xml", System.Text.Encoding.UTF8.GetBytes(
        $"<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>{ends:yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"));
}
