using Fairlead.Configuration;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Reload;

/// <content>What is logged of reloading: events 2000 to 2099.</content>
internal sealed partial class ConfigReloader
{
    [LoggerMessage(2001, LogLevel.Information, "Configuration {Source} reloaded: generation {Generation}, {Deployments} deployments")]
    private static partial void LogReloaded(ILogger log, string source, int generation, int deployments);

    [LoggerMessage(2002, LogLevel.Error, "Configuration {Source} not reloaded, generation {Generation} stays in force:\n{Findings}")]
    private static partial void LogRefused(ILogger log, string source, int generation, string findings);

    [LoggerMessage(2003, LogLevel.Warning, "{Finding}")]
    private static partial void LogFinding(ILogger log, ConfigDiagnostic finding);

    [LoggerMessage(2004, LogLevel.Warning, "No file events for {Source} ({Reason}): it is looked at every second and a half instead")]
    private static partial void LogNoEvents(ILogger log, string source, string reason);
}
