using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Tests.Chat.Providers;

/// <summary>Deployments for tests that need one, but no router.</summary>
internal static class WireDeployments
{
    public static Deployment Of(string provider, string model) => new(
        "d1",
        new DeploymentConfig { ModelName = "group", Params = new DeploymentParams { Model = $"{provider}/{model}" } },
        provider,
        model);
}
