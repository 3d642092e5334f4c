using Fairlead.Configuration;
using Fairlead.Gateway.Reload;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Gateway.Tests.Reload;

public sealed class ConfigReloaderTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-reload-");
    private readonly List<string> _applied = [];
    private readonly StoppedClock _clock = new();
    private readonly string _path;
    private readonly TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConfigReloaderTests()
    {
        _path = Path.Combine(_folder.FullName, "config.yaml");
        Write("a");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void CheckNow_SameContent_ChangesNothing()
    {
        using var reloader = Create();
        File.SetLastWriteTimeUtc(_path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(ReloadOutcome.Unchanged, reloader.CheckNow());
        Assert.Empty(_applied);
        Assert.Equal((1, _path), (reloader.Status.Generation, reloader.Status.Source));
    }

    [Fact]
    public void CheckNow_NewContent_IsPutInForceOnce()
    {
        using var reloader = Create();
        Write("b");
        _clock.Now += TimeSpan.FromHours(1);

        Assert.Equal(ReloadOutcome.Reloaded, reloader.CheckNow());
        Assert.Equal(ReloadOutcome.Unchanged, reloader.CheckNow());
        Assert.Equal(["b"], _applied);
        Assert.Equal((2, _clock.Now), (reloader.Status.Generation, reloader.Status.LoadedAt));
    }

    [Fact]
    public void CheckNow_BrokenContent_KeepsTheOldAndSaysWhy()
    {
        using var reloader = Create();
        File.WriteAllText(_path, "model_list:\n  - model_name: b\n    litellm_params: { rpm: x }\n");

        Assert.Equal(ReloadOutcome.Refused, reloader.CheckNow());
        Assert.Empty(_applied);
        Assert.Equal(1, reloader.Status.Generation);
        Assert.Equal(_clock.Now, reloader.Status.RefusedAt);
        Assert.Equal(2, reloader.Status.Errors.Count);
        Assert.All(reloader.Status.Errors, finding => Assert.Equal((_path, 3), (finding.Source, finding.Line)));
    }

    [Fact]
    public void CheckNow_BackToTheOldContent_ClearsTheError()
    {
        using var reloader = Create();
        File.WriteAllText(_path, "model_list: 5");
        reloader.CheckNow();
        Write("a");

        Assert.Equal(ReloadOutcome.Reloaded, reloader.CheckNow());
        Assert.Empty(reloader.Status.Errors);
        Assert.Null(reloader.Status.RefusedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void CheckNow_EmptiedFile_IsRefused(string content)
    {
        using var reloader = Create();
        File.WriteAllText(_path, content);

        Assert.Equal(ReloadOutcome.Refused, reloader.CheckNow());
        Assert.Contains("empty", Assert.Single(reloader.Status.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckNow_FileGoneAndBack_IsTakenAnew()
    {
        using var reloader = Create();
        File.Delete(_path);

        Assert.Equal(ReloadOutcome.Refused, reloader.CheckNow());
        Assert.Contains("no such file", Assert.Single(reloader.Status.Errors).Message, StringComparison.Ordinal);

        Write("a");
        Assert.Equal(ReloadOutcome.Reloaded, reloader.CheckNow());
        Assert.Empty(reloader.Status.Errors);
    }

    [Fact]
    public void CheckNow_RouterRefuses_KeepsTheOld()
    {
        using var reloader = Create(_ => throw new RouterConfigException([new ConfigDiagnostic(ConfigSeverity.Error, "", 0, 0, "x", "no")]));
        Write("b");

        Assert.Equal(ReloadOutcome.Refused, reloader.CheckNow());
        Assert.Equal("no", Assert.Single(reloader.Status.Errors).Message);
    }

    [Fact]
    public void Look_StampStillMoving_WaitsUntilItSettles()
    {
        using var reloader = Create();
        Write("b");
        reloader.Look();
        Write("bb");
        reloader.OnSettled();
        Assert.Empty(_applied);

        reloader.OnSettled();
        Assert.Equal(["bb"], _applied);
    }

    [Fact]
    public void OnSettled_LinkSwapped_FollowsIt()
    {
        var link = Path.Combine(_folder.FullName, "link.yaml");
        var data = Path.Combine(_folder.FullName, "..data");
        var first = Directory.CreateDirectory(Path.Combine(_folder.FullName, "v1"));
        var second = Directory.CreateDirectory(Path.Combine(_folder.FullName, "v2"));
        File.WriteAllText(Path.Combine(first.FullName, "config.yaml"), Text("a"));
        File.WriteAllText(Path.Combine(second.FullName, "config.yaml"), Text("b"));
        Directory.CreateSymbolicLink(data, "v1");
        File.CreateSymbolicLink(link, Path.Combine("..data", "config.yaml"));
        using var reloader = Create(path: link);
        reloader.CheckNow();

        // As Kubernetes does it: a new link beside, moved over the old one.
        Directory.CreateSymbolicLink(data + "_tmp", "v2");
        Directory.Delete(data);
        Directory.Move(data + "_tmp", data);
        reloader.Look();
        reloader.OnSettled();

        Assert.Equal(["b"], _applied);
    }

    [Fact]
    public async Task Start_FileReplaced_IsPutInForceByItself()
    {
        using var reloader = Create(time: TimeProvider.System);
        await reloader.StartAsync(CancellationToken.None);

        var other = Path.Combine(_folder.FullName, "new");
        await File.WriteAllTextAsync(other, Text("b"));
        File.Move(other, _path, overwrite: true);

        await _change.Task.WaitAsync(Deadline);
        Assert.Equal(["b"], _applied);
        await reloader.StopAsync(CancellationToken.None);
        Write("c");
        Assert.Equal(ReloadOutcome.Unchanged, reloader.CheckNow());
    }

    private ConfigReloader Create(Func<RouterConfig, int>? apply = null, string? path = null, TimeProvider? time = null)
    {
        var file = new ConfigFile(path ?? _path, _ => null);
        Assert.NotNull(file.Read().Config);
        return new ConfigReloader(file, 1, apply ?? Apply, time ?? _clock, NullLogger<ConfigReloader>.Instance);
    }

    private int Apply(RouterConfig config)
    {
        _applied.Add(config.ModelList[0].ModelName);
        _change.TrySetResult();
        return _applied.Count + 1;
    }

    private void Write(string name) => File.WriteAllText(_path, Text(name));

    private static string Text(string name) => $"model_list: [{{ model_name: {name}, litellm_params: {{ model: openai/x }} }}]";

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
