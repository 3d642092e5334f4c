using Fairlead.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Samples;

/// <summary>Two deployments of one model: they share the load, and when one fails the other answers.</summary>
public static class TwoDeploymentsSample
{
    private const int Requests = 1000;

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Hello!")];

    /// <summary>Sends requests while both work, then while one is down.</summary>
    /// <returns>How many answers came from each, in both cases.</returns>
    public static async Task<(Dictionary<string, int> BothUp, Dictionary<string, int> OneDown)> RunAsync(TextWriter output)
    {
        var openai = new DemoChatClient("openai");
        var azure = new DemoChatClient("azure");
        var services = new ServiceCollection();
        services
            .AddFairlead(new RouterConfig
            {
                ModelList =
                [
                    new DeploymentConfig { ModelName = "gpt-4", Params = new DeploymentParams { Model = "openai/gpt-4", ApiKey = new Secret("key1") } },
                    new DeploymentConfig { ModelName = "gpt-4", Params = new DeploymentParams { Model = "azure/gpt-4", ApiKey = new Secret("key2") } },
                ],
            })
            .AddChatClient("openai/gpt-4", openai)
            .AddChatClient("azure/gpt-4", azure);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredKeyedService<IChatClient>("gpt-4");

        var bothUp = await CountAsync(client);
        output.WriteLine($"both up:   {string.Join(", ", bothUp.Select(share => $"{share.Key} {share.Value}"))}");

        openai.IsDown = true;
        var oneDown = await CountAsync(client);
        output.WriteLine($"openai down: {string.Join(", ", oneDown.Select(share => $"{share.Key} {share.Value}"))}, none lost");
        return (bothUp, oneDown);
    }

    private static async Task<Dictionary<string, int>> CountAsync(IChatClient client)
    {
        var answers = new Dictionary<string, int>();
        for (var i = 0; i < Requests; i++)
        {
            var response = await client.GetResponseAsync(Question);
            answers[response.Text] = answers.GetValueOrDefault(response.Text) + 1;
        }

        return answers;
    }
}
