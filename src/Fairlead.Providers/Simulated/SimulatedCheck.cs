using Fairlead.Configuration;

namespace Fairlead.Providers.Simulated;

/// <summary>Checks the settings of every simulated deployment of a configuration, so that they fail at the start and not at the first call.</summary>
internal static class SimulatedCheck
{
    public static void Check(RouterConfig config, ICollection<ConfigDiagnostic> findings)
    {
        for (var i = 0; i < config.ModelList.Count; i++)
        {
            var parameters = config.ModelList[i].Params;
            if (ProviderNames.TryResolve(parameters.Model, parameters.CustomProvider, parameters.ApiBase, out var provider, out _) && provider == "simulated")
            {
                SimulatedSettings.Read(parameters, findings, path: $"model_list[{i}].litellm_params");
            }
        }
    }
}
