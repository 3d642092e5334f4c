using System.Text;
using Fairlead.Gateway.Hosting;

// Every shipped assembly is rooted, trimmed, and then used: a gateway starts, answers a chat over HTTP, and stops.
const string Config = """
    model_list:
      - { model_name: canary, litellm_params: { model: simulated/canary, response_text: sings } }
    """;

await using var gateway = await RunningGateway.StartAsync(new GatewayHostOptions { ConfigText = Config, Port = 0, Out = Console.Out });
using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url + "/v1/chat/completions")
{
    Content = new StringContent("""{"model":"canary","messages":[]}""", Encoding.UTF8, "application/json"),
};
using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
using var response = await http.SendAsync(request, limit.Token);
var answer = await response.Content.ReadAsStringAsync(limit.Token);
await gateway.StopAsync(limit.Token);

var sang = response.IsSuccessStatusCode && answer.Contains("sings", StringComparison.Ordinal);
Console.WriteLine(sang ? "The canary sings." : $"The canary is silent: {(int)response.StatusCode} {answer}");
return sang ? 0 : 1;
