using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>The least a gateway on Kestrel and SocketsHttpHandler can cost: bytes in, bytes out, no JSON, no routing. Inline scheduling.</summary>
internal static class RawProxy
{
    public static Target Start(string folder, int upstreamPort)
    {
        var port = Target.FreePort();
        var probe = Path.Combine(folder, "raw.probe");
        var self = typeof(RawProxy).Assembly.Location;
        var numbers = new[] { port, upstreamPort }.Select(static n => n.ToString(CultureInfo.InvariantCulture));
        return new Target("raw", ChildProcess.Start("dotnet", [self, "raw", .. numbers], AllocationProbe.EnvironmentFor(probe)), port, Target.NoKey, probe).WhenListening();
    }

    public static int Run(int port, int upstreamPort)
    {
        // Read once, when the first socket waits: so from within, before there is one.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        ParentWatch.EndWithStandardInput();
        using var upstream = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        });
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{upstreamPort}/v1/chat/completions"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        using var app = builder.Build();
        ((IApplicationBuilder)app).Run(context => Forward(context, upstream, address));
        app.Run();
        return 0;
    }

    private static async Task Forward(HttpContext context, HttpMessageInvoker upstream, Uri address)
    {
        var length = (int)context.Request.ContentLength!.Value;
        var body = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await context.Request.Body.ReadExactlyAsync(body.AsMemory(0, length));
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new ReadOnlyMemoryContent(body.AsMemory(0, length)),
            };
            request.Headers.TryAddWithoutValidation("authorization", "Bearer sk-upstream");
            request.Content.Headers.ContentType = JsonType;
            using var answer = await upstream.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            Copy(answer.Headers.NonValidated, context.Response);
            Copy(answer.Content.Headers.NonValidated, context.Response);
            await using var stream = await answer.Content.ReadAsStreamAsync();
            var writer = context.Response.BodyWriter;
            while (true)
            {
                var count = await stream.ReadAsync(writer.GetMemory(4096));
                if (count == 0)
                {
                    return;
                }

                writer.Advance(count);
                await writer.FlushAsync();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private static void Copy(HttpHeadersNonValidated from, HttpResponse to)
    {
        foreach (var (name, values) in from)
        {
            if (!name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase))
            {
                to.Headers[name] = values.ToString();
            }
        }
    }
}
