using Fairlead.Compatibility;
using Microsoft.Extensions.AI;

namespace Fairlead.Samples;

/// <summary>A failover loop of one's own: pick, call, block what failed, pick again.</summary>
public static class FailoverLoopSample
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Hello!")];

    /// <summary>Runs the loop while two of three are down, then while all are.</summary>
    /// <returns>The answer of the first run, and the message of the second one's exception.</returns>
    public static async Task<(string Answer, string Failure)> RunAsync(TextWriter output)
    {
        var router = new AdvancedRouter();
        var clients = new Dictionary<string, DemoChatClient>
        {
            ["east"] = new("east") { IsDown = true },
            ["west"] = new("west") { IsDown = true },
            ["north"] = new("north"),
        };
        var deployments = clients.Keys.Select(endpoint => new ModelListEntry { ModelName = "gpt-4", Endpoint = endpoint }).ToArray();

        var answer = await CallWithFailoverAsync(router, deployments, clients);
        output.WriteLine(answer);

        clients["north"].IsDown = true;
        try
        {
            await CallWithFailoverAsync(router, deployments, clients);
            return (answer, "");
        }
        catch (InvalidOperationException exception)
        {
            output.WriteLine(exception.Message);
            return (answer, exception.Message);
        }
    }

    private static async Task<string> CallWithFailoverAsync(
        AdvancedRouter router, ModelListEntry[] deployments, Dictionary<string, DemoChatClient> clients, int maxRetries = 3)
    {
        var blocked = new List<string>();
        var reasons = new List<string>();
        for (var attempt = 0; attempt < maxRetries; attempt++)
        {
            var deployment = router.GetAvailableDeployment(deployments, "gpt-4", blocked);
            if (deployment is null)
            {
                break;
            }

            using var call = router.Start(deployment);
            try
            {
                var response = await clients[deployment.Endpoint!].GetResponseAsync(Question);
                call.Succeed();
                return response.Text;
            }
            catch (Exception exception)
            {
                // Boundary: whatever the client throws; the next deployment may answer.
                call.Fail(exception);
                blocked.Add(deployment.Endpoint!);
                reasons.Add($"{deployment.Endpoint}: {exception.Message}");
            }
        }

        throw new InvalidOperationException($"All deployments failed: {string.Join("; ", reasons)}");
    }
}
