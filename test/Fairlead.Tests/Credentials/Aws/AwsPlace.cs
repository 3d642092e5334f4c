using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Credentials;
using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Credentials.Aws;

/// <summary>A deployment's AWS settings, an environment and a folder of profiles, for tests.</summary>
internal sealed class AwsPlace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-aws-");
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    public FakeTimeProvider Time { get; } = new();

    /// <summary>Variables; the instance's metadata are off until a test turns them on.</summary>
    public Dictionary<string, string> Variables { get; } = new() { ["AWS_EC2_METADATA_DISABLED"] = "true" };

    public Dictionary<string, string> Settings { get; } = [];

    public void WriteFile(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, ".aws", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        Variables["HOME"] = _folder.FullName;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, ".aws", name);

    public AwsSettings Read() => new(Params(), Variables.GetValueOrDefault);

    public DeploymentParams Params() => new()
    {
        Model = "",
        ProviderSettings = Settings.ToDictionary(static pair => pair.Key, static pair => Json(pair.Value)),
    };

    public Renewed<AwsKeys> Keys() => new(
        new AwsCredentials(Read(), "eu-west-1", new UpstreamClientOptions { TimeProvider = Time, Environment = Variables.GetValueOrDefault }, _http, _http).Source(), Time);

    public async Task<string> FindAsync()
    {
        var found = await Keys().GetAsync(default);
        return found.Value is { } keys ? $"{keys.Id}/{keys.SecretKey.Reveal()}/{keys.SessionToken?.Reveal()}" : found.Problem ?? "nothing";
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(text)}\"");
        return document.RootElement.Clone();
    }
}
