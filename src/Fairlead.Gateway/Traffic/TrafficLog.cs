using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Fairlead.Attempts;
using Fairlead.Gateway.Observability;
using Fairlead.Gateway.Relay;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Traffic;

/// <summary>Keeps of every routed request what a replay through another configuration needs, in files (<c>general_settings.traffic_log</c>).</summary>
/// <remarks>A request waits for no disk: its line goes into a queue that one task empties. Where the disk is slower than the requests, lines are lost and counted.</remarks>
internal sealed partial class TrafficLog : IHostedService, IDisposable
{
    /// <summary>Lines that wait at most: a second of ten thousand requests, in three megabytes or so.</summary>
    private const int MostWaiting = 10_000;

    /// <summary>Bytes written at once, in whole lines: whoever reads the file meanwhile finds whole lines.</summary>
    private const int BlockSize = 64 * 1024;

    /// <summary>Time between two tries to open a file that could not be written, and between two lines in the log about it.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    /// <summary>What a disk that hangs may delay the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Router _router;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Channel<ReadOnlyMemory<byte>> _lines;

    private static readonly string Writer = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Names of sessions are the clients' own: what stands in their place means nothing beyond this process.</summary>
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private readonly ArrayBufferWriter<byte> _block = new(BlockSize);

    private Task _writing = Task.CompletedTask;
    private FileStream? _file;
    private (string Folder, DateOnly Day) _open;
    private long _notBefore;
    private long _toldBefore;
    private long _lost;

    /// <param name="router">The router, whose configuration says where to.</param>
    /// <param name="folder">Where a relative path begins: the configuration's own folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it is told that something cannot be written.</param>
    public TrafficLog(Router router, string folder, TimeProvider time, ILogger<TrafficLog> log)
    {
        _router = router;
        _folder = folder;
        _time = time;
        _log = log;
        _lines = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }, _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>Whether a log is kept, as the configuration in force has it.</summary>
    public bool IsOn => _router.Model.Config.General.TrafficLog is not null;

    /// <summary>Begins to write a request down.</summary>
    public TrafficNote Begin(RelayContext relay, in RouteRequest request) => new(relay, request, RelayAffinity.SessionOf(relay) is { } session ? Name(session) : null, _time);

    /// <summary>Keeps a request that is over.</summary>
    public void Keep(TrafficNote note, RouteSession session) => _lines.Writer.TryWrite(TrafficLine.Of(note, session));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writing = WriteAsync();
        return Task.CompletedTask;
    }

    /// <summary>Writes what waits, in a hurry too: it is little. Requests are over by then: the drain goes first.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _lines.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(Patience, _time, CancellationToken.None));
    }

    public void Dispose() => _file?.Dispose();

    private string Name(string session) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(session)).AsSpan(0, sizeof(ulong)));

    private async Task WriteAsync()
    {
        // Not on the thread that starts the host.
        await Task.Yield();
        while (await _lines.Reader.WaitToReadAsync())
        {
            try
            {
                await WriteWaitingAsync();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                // Boundary: a disk that is full must not cost a request. What waits now is lost, and what comes until it is tried again.
                Close();
                _notBefore = Later();
                LogFailed(_log, e, _router.Model.Config.General.TrafficLog);
            }

            TellLost();
        }

        Close();
        _toldBefore = 0;
        TellLost();
    }

    /// <summary>Says how many are missing, not too often.</summary>
    private void TellLost()
    {
        if (_time.GetTimestamp() >= _toldBefore && Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
        {
            _toldBefore = Later();
            LogDropped(_log, lost);
        }
    }

    private long Later() => _time.GetTimestamp() + (long)(Again.TotalSeconds * _time.TimestampFrequency);

    private async Task WriteWaitingAsync()
    {
        var isOpen = _time.GetTimestamp() >= _notBefore && Open();
        _block.ResetWrittenCount();
        while (_lines.Reader.TryRead(out var line))
        {
            if (!isOpen)
            {
                Interlocked.Increment(ref _lost);
                continue;
            }

            _block.Write(line.Span);
            if (_block.WrittenCount >= BlockSize)
            {
                await _file!.WriteAsync(_block.WrittenMemory);
                _block.ResetWrittenCount();
            }
        }

        if (_block.WrittenCount > 0)
        {
            await _file!.WriteAsync(_block.WrittenMemory);
        }
    }

    /// <summary>Has the file of the day and the folder in force open; false where the log was switched off meanwhile.</summary>
    private bool Open()
    {
        var general = _router.Model.Config.General;
        if (TrafficFolder.Of(general.TrafficLog, _folder) is not { } folder)
        {
            Close();
            return false;
        }

        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        if (_file is null || _open != (folder.Path, today))
        {
            Close();
            _file = folder.Create(today, Writer);
            _open = (folder.Path, today);
            folder.DeleteBefore(DateOnly.FromDateTime((_time.GetUtcNow() - TimeSpan.FromDays(general.TrafficLogDays ?? TrafficFolder.UsualDays)).UtcDateTime));
        }

        return true;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    [LoggerMessage(EventIds.TrafficLogFailed, LogLevel.Warning, "The traffic log {Folder} cannot be written")]
    private static partial void LogFailed(ILogger log, Exception fault, string? folder);

    [LoggerMessage(EventIds.TrafficLogDropped, LogLevel.Warning, "{Lines} requests are not in the traffic log: it could not be written so fast, or not at all")]
    private static partial void LogDropped(ILogger log, long lines);
}
