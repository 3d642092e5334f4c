using System.Net;
using System.Text;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Gateways;
using Xunit.Abstractions;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>Never a 500 for a bad request: every endpoint, before every format of deployments, with requests that are wrong in every way there is.</summary>
public sealed class WrongRequestTests(WrongGateway gateway, ITestOutputHelper output) : IClassFixture<WrongGateway>
{
    public static TheoryData<string> Endpoints => [.. ClientEndpoints.All.Select(static endpoint => endpoint.Name)];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Body_MadeWrong_IsServedOrRefusedWithHelp(string name)
    {
        var endpoint = Endpoint(name);
        await CheckAsync(endpoint.Errors, endpoint.Models.SelectMany(model => WrongJson.Of(endpoint.RightOf(model)).Select(wrong => (endpoint.PathOf(model), wrong))));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages streamed")]
    [InlineData("generateContent")]
    [InlineData("embeddings")]
    public async Task Headers_MadeWrong_AreServedOrRefusedWithHelp(string name)
    {
        var endpoint = Endpoint(name);
        await CheckAsync(endpoint.Errors, endpoint.Models.Take(1).SelectMany(model => WrongHeaders.Of(endpoint, model).Select(wrong => (endpoint.PathOf(model), wrong))));
    }

    [Theory]
    [InlineData("/v1/audio/transcriptions")]
    [InlineData("/v1/audio/translations")]
    [InlineData("/v1/images/edits")]
    [InlineData("/v1/images/variations")]
    [InlineData("/openai/deployments/relayed/audio/transcriptions")]
    [InlineData("/v1/chat/completions")]
    public Task Form_MadeWrong_IsServedOrRefusedWithHelp(string path) =>
        CheckAsync(Dialects.ForErrors(Surface.Transcription), ((IEnumerable<string>)["openai-chat", "relayed"]).SelectMany(model => WrongForms.Of(model).Select(wrong => (path, wrong))));

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Request_ThatIsRight_IsServedOrRefusedByName(string name)
    {
        var endpoint = Endpoint(name);
        foreach (var model in endpoint.Models)
        {
            var (status, type, body) = await SendAsync(endpoint.PathOf(model), new WrongRequest("right", endpoint.RightOf(model)));

            output.WriteLine($"{model}: {(int)status} {(status == HttpStatusCode.OK ? "" : body)}");
            Assert.Null(Verdict.Of(status, type, body, endpoint.Errors));
        }
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("relayed")]
    public async Task Form_ThatIsRight_IsServed(string model)
    {
        var (status, _, body) = await SendAsync("/v1/audio/transcriptions", WrongForms.Right(model));

        Assert.True(status == HttpStatusCode.OK, body);
    }

    private static ClientEndpoint Endpoint(string name) => ClientEndpoints.All.Single(endpoint => endpoint.Name == name);

    private async Task CheckAsync(Dialect errors, IEnumerable<(string Path, WrongRequest Wrong)> requests)
    {
        var faults = new StringBuilder();
        var statuses = new SortedDictionary<int, int>();
        foreach (var (path, wrong) in requests)
        {
            var (status, type, body) = await SendAsync(path, wrong);
            statuses[(int)status] = statuses.GetValueOrDefault((int)status) + 1;
            if (Verdict.Of(status, type, body, errors) is { } fault)
            {
                faults.Append("--- ").Append(path).Append(": ").AppendLine(fault).AppendLine(body).AppendLine(wrong.ToString());
            }
        }

        output.WriteLine(string.Join(", ", statuses.Select(static status => $"{status.Key}: {status.Value}")));
        Assert.True(faults.Length == 0, faults.ToString());
    }

    private async Task<(HttpStatusCode Status, string? Type, string Body)> SendAsync(string path, WrongRequest wrong)
    {
        using var message = wrong.ToMessage(gateway.Fixture.Url + path);
        using var patience = new CancellationTokenSource(GatewayFixture.Patience);
        using var response = await gateway.Fixture.Http.SendAsync(message, patience.Token);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(patience.Token));
    }
}
