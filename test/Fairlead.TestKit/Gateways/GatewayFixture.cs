using System.Net.Http.Headers;
using System.Text;
using Fairlead.Attempts;
using Fairlead.Gateway.Hosting;

namespace Fairlead.TestKit.Gateways;

/// <summary>A real gateway on the loopback interface, from YAML text, with a client that talks to it.</summary>
public sealed class GatewayFixture : IAsyncDisposable
{
    /// <summary>How long a test waits for something that should happen at once.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private GatewayFixture(RunningGateway gateway)
    {
        Gateway = gateway;
        Http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    }

    public RunningGateway Gateway { get; }

    /// <summary>The gateway's address, such as <c>http://127.0.0.1:43211</c>.</summary>
    public string Url => Gateway.Url;

    /// <summary>A client without patience of its own: no timeout, no redirects, no cookies.</summary>
    public HttpMessageInvoker Http { get; }

    /// <summary>A service of the gateway.</summary>
    public T Get<T>()
        where T : notnull => (T)Gateway.Services.GetService(typeof(T))!;

    /// <summary>Starts a gateway.</summary>
    /// <param name="yaml">Its configuration.</param>
    /// <param name="change">Changes what it is started with.</param>
    public static async Task<GatewayFixture> StartAsync(string yaml, Func<GatewayHostOptions, GatewayHostOptions>? change = null)
    {
        var options = new GatewayHostOptions { ConfigText = yaml, ConfigName = "test.yaml", Port = 0, Environment = static _ => null };
        return new GatewayFixture(await RunningGateway.StartAsync(change?.Invoke(options) ?? options));
    }

    /// <summary>A <c>model_list</c> of OpenAI-compatible deployments: name and base URL of each; ids are <c>d1</c>, <c>d2</c>, …, tried in this order.</summary>
    public static string YamlInOrder(params (string Model, string ApiBase)[] deployments) => Yaml(ordered: true, deployments);

    /// <summary>The same, tried in any order.</summary>
    public static string Yaml(params (string Model, string ApiBase)[] deployments) => Yaml(ordered: false, deployments);

    private static string Yaml(bool ordered, (string Model, string ApiBase)[] deployments)
    {
        var yaml = new StringBuilder("model_list:\n");
        for (var i = 0; i < deployments.Length; i++)
        {
            var (model, apiBase) = deployments[i];
            yaml.Append("  - model_name: ").Append(model).Append('\n')
                .Append("    litellm_params: { model: openai/up-").Append(i + 1).Append(", api_base: \"").Append(apiBase).Append("\", api_key: sk-upstream-").Append(i + 1).Append(ordered ? $", order: {i + 1}" : "").Append(" }\n")
                .Append("    model_info: { id: d").Append(i + 1).Append(" }\n");
        }

        return yaml.ToString();
    }

    /// <summary>Sends a request and returns at its head.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Url + path);
        if (method == HttpMethod.Post)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, cancellationToken);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), CancellationToken.None, headers);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, default, CancellationToken.None, headers);

    /// <summary>Calls under way at all deployments of a group.</summary>
    public int InFlight(string model)
    {
        var calls = 0;
        foreach (var group in Get<Router>().Explain(new RouteRequest(model)).Groups)
        {
            foreach (var candidate in group.Candidates)
            {
                calls += candidate.InFlight;
            }
        }

        return calls;
    }

    /// <summary>Waits, without sleeping, for something another thread is about to do.</summary>
    public static async Task Eventually(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var hurry = new CancellationTokenSource();
        await hurry.CancelAsync();
        await Gateway.StopAsync(hurry.Token);
        await Gateway.DisposeAsync();
    }
}
