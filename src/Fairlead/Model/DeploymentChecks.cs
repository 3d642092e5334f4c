using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>Checks what filters go by in one deployment.</summary>
internal static class DeploymentChecks
{
    private static readonly string[] NotInResponses = ["frequency_penalty", "presence_penalty", "logit_bias", "n", "seed", "stop", "modalities", "prediction"];

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

        CheckResponses(deployment, path, check);
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

    // Known to be called by that API alone: elsewhere they are meant for chat requests, as LiteLLM's names are.
    private static void CheckResponses(DeploymentConfig deployment, string path, Findings check)
    {
        if (deployment.Params.UseResponsesApi == false
            || (deployment.Params.UseResponsesApi is null && deployment.Info.Mode != "responses" && !deployment.Params.Model.Contains("/responses/", StringComparison.Ordinal)))
        {
            return;
        }

        foreach (var name in NotInResponses)
        {
            if (deployment.Params.Extra.ContainsKey(name))
            {
                check.Warning($"{path}.litellm_params.{name}", "OpenAI's Responses API, by which this deployment is called, has no such parameter: requests of that API go without it, and others are refused");
            }
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
