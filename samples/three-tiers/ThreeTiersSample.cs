using Fairlead.Chat;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Samples;

/// <summary>One name a tier, over LiteLLM's <c>config.yaml</c> as it stands.</summary>
public static class ThreeTiersSample
{
    /// <summary>Asks every tier the same.</summary>
    /// <returns>What each tier answered; null for one that did not.</returns>
    public static async Task<Dictionary<string, string?>> RunAsync(TextWriter output, string config, Func<string, string?> environment)
    {
        var services = new ServiceCollection();
        services.AddFairlead(config, environment: environment).AddProviders();
        await using var provider = services.BuildServiceProvider();

        var answers = new Dictionary<string, string?>();
        foreach (var tier in provider.GetRequiredService<Router>().Model.ModelNames)
        {
            // In a class of yours: ([FromKeyedServices("tier1")] IChatClient local)
            var client = provider.GetRequiredKeyedService<IChatClient>(tier);
            try
            {
                var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Say hello.")]);
                answers[tier] = response.Text;
                output.WriteLine($"{tier}: {response.Text}");
            }
            catch (RoutingException exception)
            {
                answers[tier] = null;
                output.WriteLine($"{tier}: {exception.Message}");
            }
        }

        return answers;
    }
}
