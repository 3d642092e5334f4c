using System.Globalization;
using System.Text.Json;
using Fairlead.Gateway.Traffic;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Traffic;

/// <summary>What a gateway writes down of its requests.</summary>
public sealed class TrafficLogTests : IDisposable
{
    private const string Prompt = "the secret plan of the badgers";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Request_Answered_IsALineWithoutItsPrompt()
    {
        var text = await RecordAsync(Yaml(Deployment("a", "ttft_ms: 5, output_tokens: 7"), Deployment("b", "ttft_ms: 5, output_tokens: 7")), static gateway => gateway.PostAsync(
            "/v1/chat/completions", Body(stream: true, "\"metadata\":{\"tags\":[\"paid\"],\"session_id\":\"ann@example.com\"},\"max_tokens\":50,")));

        var line = JsonElement.Parse(Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(("chat", true, "answered", 0.5), (line.GetProperty("model").GetString(), line.GetProperty("stream").GetBoolean(), line.GetProperty("outcome").GetString(), line.GetProperty("propensity").GetDouble()));
        Assert.Contains(line.GetProperty("deployment").GetString(), (string[])["a", "b"]);
        Assert.InRange(line.GetProperty("ttft").GetDouble(), 0.004, line.GetProperty("duration").GetDouble());
        Assert.Equal(50, line.GetProperty("max_output_tokens").GetInt32());
        Assert.True(line.GetProperty("input_tokens").GetInt32() > 0);
        Assert.True(line.GetProperty("output_tokens").GetInt32() > 0);
        Assert.True(line.GetProperty("cost").GetDouble() > 0);
        Assert.Equal(16, line.GetProperty("session").GetString()!.Length);
        Assert.InRange(DateTimeOffset.Parse(line.GetProperty("arrival").GetString()!, CultureInfo.InvariantCulture), DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.MaxValue);
        Assert.DoesNotContain("badger", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@", text, StringComparison.Ordinal);
        Assert.DoesNotContain("attempts", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_AnsweredElsewhere_TellsItsAttempts()
    {
        var text = await RecordAsync(
            Yaml(Deployment("ill", "errors: { \"503\": 1 }", "order: 1, "), Deployment("well", "ttft_ms: 1", "order: 2, ")), static gateway => gateway.PostAsync("/v1/chat/completions", Body(stream: false)));

        var line = JsonElement.Parse(text);
        Assert.Equal(("ill", 1.0, "well", "answered"), (line.GetProperty("deployment").GetString(), line.GetProperty("propensity").GetDouble(), line.GetProperty("answered_by").GetString(), line.GetProperty("outcome").GetString()));
        var attempts = line.GetProperty("attempts");
        Assert.Equal(2, attempts.GetArrayLength());
        Assert.Equal(("Unavailable", 503), (attempts[0].GetProperty("outcome").GetString(), attempts[0].GetProperty("status").GetInt32()));
        Assert.False(attempts[1].TryGetProperty("outcome", out _));
        Assert.False(line.TryGetProperty("ttft", out _));
    }

    [Fact]
    public async Task Request_Failed_TellsHow()
    {
        var text = await RecordAsync(Yaml(Deployment("ill", "errors: { \"400\": 1 }")), static gateway => gateway.PostAsync("/v1/chat/completions", Body(stream: false)));

        Assert.Contains("\"deployment\":\"ill\"", text, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"BadRequest\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_NobodyAllowed_HasNoDeployment()
    {
        var text = await RecordAsync(Yaml(Deployment("a", "ttft_ms: 1", "region_name: eu, ")), static gateway => gateway.PostAsync("/v1/chat/completions", Body(stream: false, "\"allowed_model_region\":\"us\",")));

        Assert.Contains("\"region\":\"us\"", text, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"NoneAllowed\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("deployment", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_NotAskedFor_IsNotWritten()
    {
        await using (var gateway = await GatewayFixture.StartAsync(Yaml(Deployment("a", "ttft_ms: 1")).Replace("traffic_log:", "drain_timeout: 3s, x: ", StringComparison.Ordinal)))
        {
            using var answer = await gateway.PostAsync("/v1/chat/completions", Body(stream: false));
        }

        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public async Task Log_FolderThatIsAFile_CostsNoRequest()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "log"), "");
        var yaml = Yaml(Deployment("a", "ttft_ms: 1")).Replace(_folder.FullName, Path.Combine(_folder.FullName, "log"), StringComparison.Ordinal);

        await using var gateway = await GatewayFixture.StartAsync(yaml);
        using var answer = await gateway.PostAsync("/v1/chat/completions", Body(stream: false));

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public void Folder_EveryWriter_HasAFileOfItsOwn()
    {
        var folder = new TrafficFolder(_folder.FullName);
        var day = new DateOnly(2026, 11, 28);
        folder.Create(day, "host.example-1").Dispose();
        using var second = folder.Create(day, "host.example-1");

        Assert.Equal(
            [("traffic-2026-11-28.host-example-1.1.jsonl", "host-example-1.1"), ("traffic-2026-11-28.host-example-1.2.jsonl", "host-example-1.2")],
            folder.Files(DateTimeOffset.UnixEpoch).Select(static file => (Path.GetFileName(file.Path), file.Writer)));
    }

    [Fact]
    public void Folder_FilesOfOldDays_AreDeleted_AndOthersLeftAlone()
    {
        foreach (var name in (string[])["traffic-2026-10-01.h.1.jsonl", "traffic-2026-11-01.h.1.jsonl", "traffic-notes.jsonl", "traffic-2026-13-01.h.1.jsonl"])
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name), "");
        }

        var folder = new TrafficFolder(_folder.FullName);
        folder.DeleteBefore(new DateOnly(2026, 11, 1));

        Assert.Equal(["traffic-2026-11-01.h.1.jsonl", "traffic-2026-13-01.h.1.jsonl", "traffic-notes.jsonl"], _folder.GetFiles().Select(static file => file.Name).Order(StringComparer.Ordinal));
        Assert.Single(folder.Files(new DateTimeOffset(2026, 11, 1, 23, 0, 0, TimeSpan.Zero)));
        Assert.Empty(folder.Files(new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero)));
    }

    private async Task<string> RecordAsync(string yaml, Func<GatewayFixture, Task<HttpResponseMessage>> send)
    {
        await using (var gateway = await GatewayFixture.StartAsync(yaml))
        {
            using var answer = await send(gateway);
            await answer.Content.ReadAsStringAsync();
        }

        return File.ReadAllText(Assert.Single(_folder.GetFiles()).FullName);
    }

    private string Yaml(params string[] deployments) => $"model_list:\n{string.Concat(deployments)}general_settings: {{ traffic_log: \"{_folder.FullName}\" }}\n";

    private static string Deployment(string id, string settings, string call = "") => $"""
          - model_name: chat
            litellm_params:{"{"} model: simulated/{id}, {call}{settings}, input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 {"}"}
            model_info: {"{"} id: {id} {"}"}

        """.Replace("params:{", "params: {", StringComparison.Ordinal);

    private static string Body(bool stream, string more = "") =>
        $$"""{"model":"chat",{{more}}"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{Prompt}}"}]}""";
}
