using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.Model;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Samples.Guide;

/// <summary>The code of <c>docs/guide/library.md</c>; a test compares them.</summary>
public static class LibraryGuide
{
    public static void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddFairlead(configuration.GetSection("Fairlead")).AddProviders();
    }

    public static void RegisterYourOwn(IServiceCollection services, RouterConfig config, IChatClient yours)
    {
        services.AddFairlead(config)
            .AddChatClient("openai/gpt-4", yours)
            .ClassifyExceptions(exception => exception is InvalidDataException ? new ClassifiedFailure(FailureKind.MalformedResponse) : null)
            .AddProviders();
    }

    public static async Task AskAsync(IChatClient client)
    {
        var response = await client.GetResponseAsync("Hello!", new ChatOptions { ModelId = "tier1" });
        Console.WriteLine(response.Text);
        Console.WriteLine(response.AdditionalProperties?[RoutingKeys.DeploymentId]);
    }

    public static async Task SteerAsync(IChatClient client)
    {
        var options = new ChatOptions { ModelId = "gpt-4" }.WithRouting(new RouteOptions
        {
            Region = "eu-west-1",
            Blocked = ["gpt-4-azure-east"],
            Fallbacks = ["tier2"],
            NumRetries = 1,
            Timeout = TimeSpan.FromSeconds(20),
        });
        await client.GetResponseAsync("Hello!", options);
    }

    public static async Task CatchAsync(IChatClient client)
    {
        try
        {
            await client.GetResponseAsync("Hello!");
        }
        catch (RoutingException exception)
        {
            Console.WriteLine($"{exception.Status} {exception.Kind}, try again in {exception.RetryAfter}");
            foreach (var attempt in exception.Failure.Attempts)
            {
                Console.WriteLine($"{attempt.DeploymentId}: {attempt.Failure} {attempt.Status} {attempt.Reason}");
            }
        }
    }

    public static void WithoutContainer(IChatClient yours)
    {
        var router = Router.Create(new RouterConfig
        {
            ModelList = [new DeploymentConfig { ModelName = "gpt-4", Params = new DeploymentParams { Model = "openai/gpt-4" } }],
        });
        IChatClient client = router.AsChatClient("gpt-4", deployment => yours);
        Deployment? decision = router.Pick("gpt-4", ["gpt-4-azure-east"]);
        _ = (client, decision);
    }

    /// <summary>The class of the page that takes one tier's client.</summary>
    public sealed class Summariser([FromKeyedServices("tier1")] IChatClient local)
    {
        public async Task<string> SummariseAsync(string text) => (await local.GetResponseAsync($"Summarise: {text}")).Text;
    }
}
