using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>Checks what filters go by in one deployment.</summary>
internal static class DeploymentChecks
{
    public static void Run(DeploymentConfig deployment, string path, string? environment, Findings check)
    {
        for (var i = 0; i < deployment.Params.TagRegex.Count; i++)
        {
            CheckPattern($"{path}.litellm_params.tag_regex[{i}]", deployment.Params.TagRegex[i], check);
        }

        if (deployment.Params.SilentModelShare is { } share && share is not (>= 0 and <= 1))
        {
            check.Error($"{path}.litellm_params.silent_model_share", $"must be between 0 and 1, is {share}");
        }

        var info = deployment.Info;
        if (info.TeamPublicModelName is not null && info.TeamId is null)
        {
            check.Warning($"{path}.model_info.team_public_model_name", "is not used: no team_id says whose name it is");
        }

        if (info.SupportedEnvironments.Count > 0 && environment is null)
        {
            check.Error(
                $"{path}.model_info.supported_environments",
                $"is [{string.Join(", ", info.SupportedEnvironments)}], but it is not known which environment this is",
                "set the variable FAIRLEAD_ENVIRONMENT (or LITELLM_ENVIRONMENT)");
        }
    }

    private static void CheckPattern(string path, string pattern, Findings check)
    {
        try
        {
            _ = UserAgentPatterns.Compile(pattern);
        }
        catch (ArgumentException e)
        {
            check.Error(path, $"is not a regular expression: {e.Message}", pattern.Contains("(?P<", StringComparison.Ordinal) ? "write (?<name>…) for a named group" : "escape what is meant as it stands, e.g. \\( for a bracket");
        }
    }
}
