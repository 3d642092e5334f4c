using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairlead.TestKit.Upstreams;

/// <summary>A provider over real HTTP on the loopback interface, that answers as it was told and records what it got.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    /// <summary>How long a test waits for something that should happen at once.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeReply> _script = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly Channel<FakeRequest> _arrivals = Channel.CreateUnbounded<FakeRequest>();
    private readonly CancellationTokenSource _stopping = new();

    private FakeUpstream(WebApplication app) => _app = app;

    /// <summary>Its address, such as <c>http://127.0.0.1:43211</c>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Its address as an <c>api_base</c>.</summary>
    public string ApiBase => Url + "/v1";

    public int Port { get; private set; }

    /// <summary>Answers when nothing is scripted.</summary>
    public Func<FakeRequest, FakeReply> Default { get; set; } = static _ => FakeReply.Chat("ok");

    /// <summary>Everything that came, in order.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    public static async Task<FakeUpstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        // A flush then waits until the bytes are in the socket, so that a cut right after it loses none of them.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 2);
        var app = builder.Build();
        var upstream = new FakeUpstream(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        upstream.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        upstream.Port = new Uri(upstream.Url).Port;
        return upstream;
    }

    /// <summary>Scripts the next replies, in order.</summary>
    public void Enqueue(params FakeReply[] replies)
    {
        foreach (var reply in replies)
        {
            _script.Enqueue(reply);
        }
    }

    /// <summary>Waits for the next request that was not waited for yet.</summary>
    public async Task<FakeRequest> NextRequestAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _arrivals.Reader.ReadAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var request = new FakeRequest(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0],
            context.Request.QueryString.Value ?? "",
            context.Request.Protocol,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            buffer.ToArray());
        await using var aborted = context.RequestAborted.Register(request.SetAborted);
        _requests.Enqueue(request);
        _arrivals.Writer.TryWrite(request);

        var reply = _script.TryDequeue(out var scripted) ? scripted : Default(request);
        try
        {
            await SendAsync(context, reply);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            // Boundary: the client went away or the test is over; the request's signal says so.
        }
    }

    private async Task SendAsync(HttpContext context, FakeReply reply)
    {
        if (reply.Ending == FakeEnding.HangBeforeHead)
        {
            await HangAsync(context);
            return;
        }

        if (reply.Ending == FakeEnding.CutBeforeHead)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers.Append(name, value);
        }

        if (reply.WithContentLength)
        {
            context.Response.ContentLength = reply.Chunks.Sum(chunk => (long)chunk.Length);
        }

        for (var i = 0; i < reply.Chunks.Count; i++)
        {
            if (reply.Gate is not null)
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await reply.Gate(i);
            }

            await context.Response.Body.WriteAsync(reply.Chunks[i], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        if (reply.Gate is not null)
        {
            await reply.Gate(reply.Chunks.Count);
        }

        switch (reply.Ending)
        {
            case FakeEnding.Hang:
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await HangAsync(context);
                break;
            case FakeEnding.Cut:
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                break;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
    }
}
