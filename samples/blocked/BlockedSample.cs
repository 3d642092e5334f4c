using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Samples;

/// <summary>Deployments that one request must not use.</summary>
public static class BlockedSample
{
    /// <summary>Picks with nothing blocked, with one deployment blocked, and with all.</summary>
    /// <returns>Whom each of the picks went to; null where nobody is left.</returns>
    public static (HashSet<string> Free, HashSet<string> OneBlocked, Deployment? AllBlocked) Run(TextWriter output)
    {
        var router = Router.Create(new RouterConfig
        {
            ModelList =
            [
                Of("gpt-4-azure-east", "https://east.openai.azure.com"),
                Of("gpt-4-azure-west", "https://west.openai.azure.com"),
            ],
        });

        // A deployment is blocked by its id, by its provider's model string, or with its whole group by the group's name.
        var free = Picks(router, blocked: []);
        var oneBlocked = Picks(router, blocked: ["gpt-4-azure-east"]);
        var allBlocked = router.Pick("gpt-4", ["gpt-4-azure-east", "gpt-4-azure-west"]);

        output.WriteLine($"nothing blocked: {string.Join(" and ", free.Order())}");
        output.WriteLine($"east blocked:    {string.Join(" and ", oneBlocked)}");
        output.WriteLine($"both blocked:    {allBlocked?.Id ?? "nobody"}");
        return (free, oneBlocked, allBlocked);
    }

    private static HashSet<string> Picks(Router router, string[] blocked)
    {
        var picked = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            picked.Add(router.Pick("gpt-4", blocked)!.Id);
        }

        return picked;
    }

    private static DeploymentConfig Of(string id, string endpoint) => new()
    {
        ModelName = "gpt-4",
        Params = new DeploymentParams { Model = "azure/gpt-4", ApiBase = endpoint },
        Info = new DeploymentInfo { Id = id },
    };
}
