using System.Buffers;
using System.Net;
using System.Text;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;
using Fairlead.Selection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Fairlead.Cli.SimulatedProvider;

/// <summary>A simulated provider that listens: for applications that want to be tested against a vendor's API without the vendor.</summary>
internal sealed class ProviderServer : IAsyncDisposable
{
    /// <summary>Longest request: pictures and documents have some tens of megabytes.</summary>
    private const int MaxBody = 64 * 1024 * 1024;

    private readonly WebApplication _app;

    private ProviderServer(WebApplication app, string url)
    {
        _app = app;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Starts one on the loopback address and returns when it listens.</summary>
    /// <param name="settings">How it behaves.</param>
    /// <param name="port">The port; 0 lets the system choose.</param>
    /// <param name="time">The clock of waits and limits.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ProviderServer> StartAsync(SimulatedSettings settings, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Fairlead" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        var upstream = new SimulatedUpstream(settings, time, RandomSource.ThreadLocal);
        app.Run(http => AnswerAsync(http, upstream, settings.Format));
        await app.StartAsync(cancellationToken);
        return new ProviderServer(app, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Returns when it has stopped: on SIGTERM, SIGINT, or <paramref name="stop"/>.</summary>
    /// <param name="stop">Asks for the stop.</param>
    public Task WaitAsync(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext http, SimulatedUpstream upstream, Dialect? format)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await ModelsAsync(http);
            return;
        }

        var call = ProviderRoute.Read(Uri.UnescapeDataString(http.Request.Path.Value ?? ""), await BodyAsync(http.Request, http.RequestAborted));
        if (call is not { } known || format is not null && Dialects.Of(known.Surface) is { } dialect && dialect != format)
        {
            await NotFoundAsync(http, format);
            return;
        }

        try
        {
            using var answer = await upstream.SendAsync(known, http.RequestAborted);
            await CopyAsync(answer, http);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // A refused connection or one that breaks: the client sees it break.
            http.Abort();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    }

    /// <summary>The body; of a form its text fields, as JSON.</summary>
    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
        {
            try
            {
                var form = await request.ReadFormAsync(cancellationToken);
                return SimulatedMedia.Write(json =>
                {
                    foreach (var (name, value) in form)
                    {
                        json.WriteString(name, value.ToString());
                    }
                });
            }
            catch (InvalidDataException)
            {
                // Answered as any body that cannot be read.
                return default;
            }
        }

        using var read = new MemoryStream();
        await request.Body.CopyToAsync(read, cancellationToken);
        return read.GetBuffer().AsMemory(0, (int)read.Length);
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpContext http)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers)
        {
            http.Response.Headers[header.Key] = header.Value.ToArray();
        }

        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        http.Response.ContentLength = answer.Content.Headers.ContentLength;
        var body = await answer.Content.ReadAsStreamAsync(http.RequestAborted);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (await body.ReadAsync(buffer, http.RequestAborted) is > 0 and var count)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, count), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Clients that look whether somebody is there ask for the models.
    private static Task ModelsAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        var list = http.Request.Path.StartsWithSegments("/api/tags")
            ? """{"models":[{"name":"simulated","model":"simulated"}]}"""
            : """{"object":"list","data":[{"id":"simulated","object":"model","created":0,"owned_by":"fairlead"}]}""";
        return http.Response.WriteAsync(list, http.RequestAborted);
    }

    private static Task NotFoundAsync(HttpContext http, Dialect? format)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "application/json";
        var error = SimulatedError.OfStatus(404) with { Code = "not_found", Message = $"The simulated provider has no {http.Request.Path}{(format is null ? "" : $" in the format {format.Name}")}." };
        return http.Response.WriteAsync(Encoding.UTF8.GetString(SimulatedJson.Error(error, format ?? Dialects.All[0])), http.RequestAborted);
    }
}
