using System.Globalization;
using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary><c>ignore_invalid_deployments</c>: what would be an error of one deployment leaves that deployment out, with a warning.</summary>
internal static class InvalidDeployments
{
    private const string List = "model_list[";

    /// <summary>Marks the deployments that findings speak of as left out, and makes warnings of these findings.</summary>
    /// <param name="config">The configuration; nothing is done to one that does not ask for it.</param>
    /// <param name="findings">The findings, with the paths of the typed configuration.</param>
    /// <param name="from">The first finding to look at.</param>
    public static RouterConfig LeaveOut(RouterConfig config, List<ConfigDiagnostic> findings, int from = 0)
    {
        if (config.Router.IgnoreInvalidDeployments != true)
        {
            return config;
        }

        DeploymentConfig[]? list = null;
        for (var i = from; i < findings.Count; i++)
        {
            if (findings[i].Severity == ConfigSeverity.Error && IndexOf(findings[i].Path) is { } index && index < config.ModelList.Count)
            {
                list ??= [.. config.ModelList];
                list[index] = LeaveOut(list[index], findings[i].Message);
                findings[i] = Forgiven(findings[i]);
            }
        }

        return list is null ? config : config with { ModelList = list };
    }

    public static DeploymentConfig LeaveOut(DeploymentConfig deployment, string why) => deployment with { LeftOut = deployment.LeftOut ?? why };

    /// <summary>An error that costs one deployment only.</summary>
    public static ConfigDiagnostic Forgiven(ConfigDiagnostic error) =>
        error with { Severity = ConfigSeverity.Warning, Message = $"{error.Message} (the deployment is left out)" };

    private static int? IndexOf(string path)
    {
        if (!path.StartsWith(List, StringComparison.Ordinal))
        {
            return null;
        }

        var end = path.IndexOf(']', StringComparison.Ordinal);
        return end > 0 && int.TryParse(path.AsSpan(List.Length, end - List.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
