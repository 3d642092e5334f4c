using Fairlead.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Reload;

/// <summary>
/// Puts a changed configuration file in force: read and validated whole, then one swap; a file that cannot be used leaves
/// everything as it is and is told in the log and in <see cref="Status"/>.
/// </summary>
/// <remarks>
/// File events are fast but get lost (links swapped, network drives, no more inotify handles); looking every second and a half is slow
/// but sure. Both only say "look": what counts is the hash of the content.
/// </remarks>
internal sealed partial class ConfigReloader : IHostedService, IDisposable
{
    /// <summary>How often the file's stamp is looked at: one stat; the middle of the 1 to 2 seconds other gateways take.</summary>
    internal static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a stamp must stay the same before the file is read: writers send several events a save, some within 100 ms.</summary>
    internal static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private readonly ConfigFile _file;
    private readonly Func<RouterConfig, int> _apply;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private (FileStamp Config, FileStamp Catalogue) _seen;
    private (FileStamp Config, FileStamp Catalogue) _read;
    private ReloadStatus _status;
    private ITimer? _poll;
    private ITimer? _settle;
    private FileSystemWatcher? _watcher;
    private bool _stopped;

    /// <summary>Follows a file that has been read once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="generation">The generation its content became.</param>
    /// <param name="apply">Puts a configuration in force and tells its generation; throws <see cref="RouterConfigException"/> to refuse it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where changes are told.</param>
    public ConfigReloader(ConfigFile file, int generation, Func<RouterConfig, int> apply, TimeProvider time, ILogger<ConfigReloader> log)
    {
        _file = file;
        _apply = apply;
        _time = time;
        _log = log;
        _status = new ReloadStatus { Source = file.Path, Generation = generation, LoadedAt = time.GetUtcNow() };
    }

    /// <summary>What is in force.</summary>
    public ReloadStatus Status => Volatile.Read(ref _status);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _settle = _time.CreateTimer(static state => ((ConfigReloader)state!).OnSettled(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _poll = _time.CreateTimer(static state => ((ConfigReloader)state!).Look(), this, PollInterval, PollInterval);
            Watch();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        FileSystemWatcher? watcher;
        lock (_lock)
        {
            _stopped = true;
            _poll?.Dispose();
            _settle?.Dispose();
            (watcher, _watcher) = (_watcher, null);
        }

        // Outside the lock: disposing may wait for an event that is being handled.
        watcher?.Dispose();
    }

    /// <summary>Reads the file now and puts it in force if it changed.</summary>
    public ReloadOutcome CheckNow()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return ReloadOutcome.Unchanged;
            }

            _read = _seen = _file.Stamp();
            return Load();
        }
    }

    /// <summary>Looks at the stamp; a new one must stay for <see cref="Settle"/> before the file is read.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            var stamp = _file.Stamp();
            if (!_stopped && (stamp != _read || stamp != _seen))
            {
                _seen = stamp;
                _settle?.Change(Settle, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Reads the file if its stamp is what it was when <see cref="Look"/> saw it, and waits on otherwise.</summary>
    internal void OnSettled()
    {
        lock (_lock)
        {
            var stamp = _file.Stamp();
            if (stamp != _seen)
            {
                Look();
                return;
            }

            if (!_stopped)
            {
                _read = stamp;
                Load();
            }
        }
    }

    private ReloadOutcome Load()
    {
        ConfigReadResult? read;
        try
        {
            read = _file.ReadIfChanged();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What it holds when it is back is taken anew: it may be what was refused, or what is in force.
            _file.Forget();
            return Refuse([new ConfigDiagnostic(ConfigSeverity.Error, _file.Path, 0, 0, "", e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"the file cannot be read ({e.GetType().Name})")]);
        }

        if (read is null)
        {
            return ReloadOutcome.Unchanged;
        }

        if (read.Config is null)
        {
            return Refuse(read.Diagnostics);
        }

        try
        {
            var generation = _apply(read.Config);
            Volatile.Write(ref _status, new ReloadStatus { Source = _file.Path, Generation = generation, LoadedAt = _time.GetUtcNow() });
        }
        catch (RouterConfigException e)
        {
            return Refuse(e.Diagnostics);
        }

        LogReloaded(_log, _file.Path, _status.Generation, read.Config.ModelList.Count);
        foreach (var finding in read.Diagnostics)
        {
            LogFinding(_log, finding);
        }

        return ReloadOutcome.Reloaded;
    }

    private ReloadOutcome Refuse(IReadOnlyList<ConfigDiagnostic> findings)
    {
        // A file that stays away is looked at again and again, and told once.
        if (!findings.SequenceEqual(_status.Errors))
        {
            Volatile.Write(ref _status, _status with { RefusedAt = _time.GetUtcNow(), Errors = findings });
            LogRefused(_log, _file.Path, _status.Generation, string.Join(Environment.NewLine, findings));
        }

        return ReloadOutcome.Refused;
    }

    private void Watch()
    {
        try
        {
            var full = Path.GetFullPath(_file.Path);
            _watcher = new FileSystemWatcher(Path.GetDirectoryName(full)!)
            {
                // The folder, not the file: editors and Kubernetes replace the file, or a link beside it.
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
            _watcher.Changed += (_, _) => Look();
            _watcher.Created += (_, _) => Look();
            _watcher.Deleted += (_, _) => Look();
            _watcher.Renamed += (_, _) => Look();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            // Out of inotify handles, or a file system without events: looking at intervals remains.
            _watcher?.Dispose();
            _watcher = null;
            LogNoEvents(_log, _file.Path, e.GetType().Name);
        }
    }
}
