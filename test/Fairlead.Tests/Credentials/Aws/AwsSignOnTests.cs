using Fairlead.Providers.Credentials.Aws;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Credentials.Aws;

/// <summary>Profiles whose keys come from a person's sign-on, or from a program.</summary>
public sealed class AwsSignOnTests : IAsyncLifetime, IDisposable
{
    private readonly AwsPlace _place = new();
    private FakeUpstream _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await FakeUpstream.StartAsync();
        _place.Variables["AWS_ENDPOINT_URL_SSO"] = _portal.Url + "/";
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = Read Only\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n", "corp", "2026-01-01T01:00:00Z")]
    [InlineData("[default]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = Read Only\n", "https://corp.awsapps.com/start", "2026-01-01T01:00:00UTC")]
    public async Task SignOn_LendsKeys_UntilTheyEnd(string config, string name, string ends)
    {
        _place.WriteFile("config", config);
        _place.WriteFile(FileOf(name), $$"""{"accessToken":"tok","expiresAt":"{{ends}}"}""");
        _portal.Enqueue(FakeReply.Json($$$"""{"roleCredentials":{"accessKeyId":"ONE","secretAccessKey":"s","sessionToken":"t","expiration":{{{_place.Time.GetUtcNow().AddMinutes(30).ToUnixTimeMilliseconds()}}}}}"""));
        _portal.Enqueue(FakeReply.Json("""{"roleCredentials":{"accessKeyId":"TWO","secretAccessKey":"s"}}"""));
        var keys = _place.Keys();

        Assert.Equal("ONE", (await keys.GetAsync(default)).Value!.Id);
        var request = Assert.Single(_portal.Requests);
        Assert.Equal(("/federation/credentials", "?role_name=Read%20Only&account_id=1", "tok"), (request.Path, request.Query, request.Headers["x-amz-sso_bearer_token"]));
        _place.Time.Advance(TimeSpan.FromMinutes(26));
        Assert.Equal("TWO", (await keys.GetAsync(default)).Value!.Id);
    }

    [Theory]
    [InlineData(null, "aws sso login --profile default")]
    [InlineData("""{"accessToken":"tok","expiresAt":"2025-12-31T23:59:59Z"}""", "aws sso login --profile default")]
    [InlineData("not JSON", "aws sso login --profile default")]
    [InlineData("""{"accessToken":"tok","expiresAt":"2026-01-01T01:00:00Z"}""", "status 403")]
    public async Task SignOn_ThatLendsNothing_SaysWhatToDo(string? file, string expected)
    {
        _place.WriteFile("config", "[default]\nsso_session=corp\nsso_account_id=1\nsso_role_name=r\n[sso-session corp]\nsso_region=eu-west-1\n");
        if (file is not null)
        {
            _place.WriteFile(FileOf("corp"), file);
        }

        _portal.Default = static _ => FakeReply.Json("""{"message":"secret words"}""", 403);
        var found = await _place.FindAsync();
        Assert.Contains(expected, found, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOn_WithoutARole_NamesWhatIsMissing()
    {
        _place.WriteFile("config", "[default]\nsso_session=gone\n");
        Assert.Contains("sso_account_id", await _place.FindAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/bin/cat '{0}'", """{"Version":1,"AccessKeyId":"P","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-01-01T01:00:00Z"}""", "P/s/t")]
    [InlineData("/bin/cat \"{0}\"", """{"Version":2,"AccessKeyId":"P","SecretAccessKey":"s"}""", "credential_process wrote no keys of version 1")]
    [InlineData("/bin/cat {0}", "words", "credential_process wrote no keys of version 1")]
    [InlineData("/bin/cat {0}.gone", "", "credential_process ended with 1")]
    [InlineData("/bin/no-such-program", "", "credential_process could not be run")]
    public async Task Process_WritesKeys(string command, string output, string expected)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // The programs are those of Linux.
        }

        _place.WriteFile("out.json", output);
        _place.WriteFile("config", $"[profile p]\ncredential_process = {command.Replace("{0}", _place.PathOf("out.json"), StringComparison.Ordinal)}\n");
        _place.Settings["aws_profile_name"] = "p";
        Assert.Equal(expected, await _place.FindAsync());
    }

    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  'a b'  c", "a b|c")]
    [InlineData("\"C:\\x y\\p.exe\" --flag=\"1 2\" ''", "C:\\x y\\p.exe|--flag=1 2|")]
    [InlineData("", "")]
    public void Words_AreDividedByBlanksOutsideQuotes(string line, string expected) => Assert.Equal(expected, string.Join('|', ProcessKeys.Words(line)));

#pragma warning disable CA5350 // A file's name, as AWS's tools make it.
    private static string FileOf(string name) =>
        "sso/cache/" + Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.UTF8.GetBytes(name))) + ".json";
#pragma warning restore CA5350
}
