using System.Net;
using Fairlead.Configuration;
using Fairlead.Gateway.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Tests.Hosting;

public sealed class EmbeddingTests
{
    private const string Yaml = """
        model_list:
          - model_name: sim
            litellm_params: { model: simulated/sim, mock_response: "hi" }
        """;

    [Fact]
    public async Task OwnApp_WithPrefixAndOwnEndpoints_ServesBoth()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddFairleadGateway(static gateway => gateway.Config = ConfigReader.Read(Yaml, "x", static _ => null).ConfigOrThrow());
        await using var app = builder.Build();
        app.MapGet("/mine", (RequestDelegate)(static http => http.Response.WriteAsync("mine")));
        app.MapGroup("/llm").MapFairlead();
        await app.StartAsync();
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var mine = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, url + "/mine"), default);
        Assert.Equal("mine", await mine.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, url + "/llm/v1/chat/completions") { Content = new StringContent("""{"model":"sim","messages":[]}""") };
        using var chat = await http.SendAsync(request, default);
        Assert.Equal(200, (int)chat.StatusCode);
        Assert.Contains("hi", await chat.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await app.StopAsync();
    }

    [Fact]
    public async Task MapFairlead_ServicesForgotten_NamesTheLine()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var e = Assert.Throws<InvalidOperationException>(() => app.MapFairlead());
        Assert.Contains("builder.AddFairleadGateway()", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnusableConfiguration_Returns1AndWritesEveryFinding()
    {
        await using var output = new StringWriter();
        var code = await GatewayHost.RunAsync(new GatewayHostOptions { ConfigText = "model_list:\n  - model_name: 1\n  - litellm_params: {}\n", ConfigName = "bad.yaml", Port = 0, Out = output });
        Assert.Equal(1, code);
        Assert.Contains("bad.yaml(", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_StopsByItselfAndReturns0()
    {
        using var stop = new CancellationTokenSource();
        var url = new TaskCompletionSource<string>();
        var running = GatewayHost.RunAsync(new GatewayHostOptions { ConfigText = Yaml, Port = 0, Started = url.SetResult }, stop.Token);
        Assert.StartsWith("http://127.0.0.1:", await url.Task.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Run_PortTaken_Returns1()
    {
        await using var gateway = await TestKit.Gateways.GatewayFixture.StartAsync(Yaml);
        await using var output = new StringWriter();
        var code = await GatewayHost.RunAsync(new GatewayHostOptions { ConfigText = Yaml, Port = new Uri(gateway.Url).Port, Out = output });
        Assert.Equal(1, code);
        Assert.NotEmpty(output.ToString());
    }
}
