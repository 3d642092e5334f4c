using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Fairlead.Gateway.Endpoints;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Fairlead.Gateway.Admin;

/// <summary><c>GET /router/changes</c>: server-sent events, first the state of every deployment, then each change as it happens.</summary>
internal sealed class ChangesEndpoint(Router router, MasterKeyGuard keys, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Listeners at once: dashboards of a few people; each holds a connection for as long as it likes.</summary>
    private const int MaxListeners = 32;

    /// <summary>Changes kept for a listener that reads slowly; the oldest are dropped beyond, and its next snapshot is the truth.</summary>
    private const int Kept = 256;

    /// <summary>A comment so often keeps proxies, whose idle limit is 60 s by default, from cutting the stream.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private int _listeners;

    public async Task HandleAsync(HttpContext http)
    {
        if (!keys.Allows(http.Request))
        {
            await Refusals.UnauthorizedAsync(http);
            return;
        }

        if (Interlocked.Increment(ref _listeners) > MaxListeners)
        {
            Interlocked.Decrement(ref _listeners);
            await ErrorAnswer.RespondAsync(
                http,
                StatusCodes.Status503ServiceUnavailable,
                string.Create(CultureInfo.InvariantCulture, $"{MaxListeners} listen already; close one of them."),
                "server_error",
                null,
                "too_many_listeners");
            return;
        }

        var changes = Channel.CreateBounded<RouterChange>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        void Listen(object? sender, RouterChange change) => changes.Writer.TryWrite(change);
        router.Changed += Listen;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await StreamAsync(http.Response, changes.Reader, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The listener went, or the gateway stops: both end the stream and nothing else.
        }
        finally
        {
            router.Changed -= Listen;
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task StreamAsync(HttpResponse response, ChannelReader<RouterChange> changes, CancellationToken ends)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        await WriteAsync(response, "snapshot", JsonSerializer.Serialize(router.Snapshot(), GatewayJson.Default.RouterSnapshot), ends);
        while (true)
        {
            while (changes.TryRead(out var change))
            {
                await WriteAsync(response, JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Kind.ToString()), JsonSerializer.Serialize(change, GatewayJson.Default.RouterChange), ends);
            }

            try
            {
                await changes.WaitToReadAsync(ends).AsTask().WaitAsync(Heartbeat, time, ends);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": still here\n\n", ends);
                await response.Body.FlushAsync(ends);
            }
        }
    }

    private static async Task WriteAsync(HttpResponse response, string name, string json, CancellationToken ends)
    {
        await response.WriteAsync($"event: {name}\ndata: {json}\n\n", ends);
        await response.Body.FlushAsync(ends);
    }
}
