using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>Checks what is written of limits.</summary>
internal static class LimitChecks
{
    public static void Run(RouterConfig config, Findings check)
    {
        for (var i = 0; i < config.ModelList.Count; i++)
        {
            var call = config.ModelList[i].Params;
            check.NotNegative($"model_list[{i}].litellm_params.itpm", call.Itpm);
            check.NotNegative($"model_list[{i}].litellm_params.otpm", call.Otpm);
        }

        CheckNames(config.Router.OptionalPreCallChecks, check);
    }

    private static void CheckNames(IReadOnlyList<string> names, Findings check)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var path = $"router_settings.optional_pre_call_checks[{i}]";
            if (Array.IndexOf(PreCallChecks.Unused, names[i]) >= 0)
            {
                check.Warning(path, $"not used: Fairlead does not act on '{names[i]}'");
            }
            else if (Array.IndexOf(PreCallChecks.Used, names[i]) < 0)
            {
                check.Warning(path, $"not used: no check has the name '{names[i]}'", Suggest.DidYouMean(names[i], PreCallChecks.Used));
            }
        }
    }
}
