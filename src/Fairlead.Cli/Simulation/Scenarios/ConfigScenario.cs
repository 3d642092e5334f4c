using Fairlead.Attempts;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Simulated;

namespace Fairlead.Cli.Simulation.Scenarios;

/// <summary>A person's own configuration as a scenario.</summary>
/// <remarks>Deployments of the simulated provider behave as their settings say. Of others only prices and <c>rpm</c> are known; their speeds are the defaults'.</remarks>
internal static class ConfigScenario
{
    /// <summary>Share of what the deployments can serve that is asked for, in each group: the catalogue's usual one.</summary>
    private const double Utilisation = 0.6;

    /// <summary>Reads one; null when it cannot be used, with the findings written.</summary>
    public static Scenario? Read(string path, TextWriter error)
    {
        var read = ConfigInput.Read(path);
        ConfigInput.WriteFindings(error, read.Diagnostics);
        if (read.Config is not { } config)
        {
            return null;
        }

        var findings = new List<ConfigDiagnostic>();
        var model = RoutingModel.Build(config);
        var specs = model.Deployments.Select(deployment => Spec(deployment, path, findings)).ToList();
        ConfigInput.WriteFindings(error, findings);
        if (findings.Count > 0)
        {
            return null;
        }

        var traffic = new TrafficShape();
        var models = model.Groups
            .Where(static group => !group.Name.Contains('*', StringComparison.Ordinal))
            .Select(group => new ModelShare(group.Name, specs.Where(spec => spec.Group == group.Name).Sum(spec => Throughput(spec, traffic))))
            .ToList();
        if (models.Count == 0)
        {
            error.WriteLine($"{path}: every name holds a wildcard: there is no model to ask for.");
            return null;
        }

        return new Scenario
        {
            Name = Path.GetFileName(path),
            Path = path,
            About = "the configuration's deployments",
            Deployments = specs,
            Config = config with { ModelList = [.. config.ModelList.Zip(specs, static (entry, spec) => entry with { Info = entry.Info with { Id = spec.Id } })] },
            Models = models,
            Resolves = name => model.Names.Resolve(name) is { } target && Array.TrueForAll(target.Group.All, member => model.ById(member.Id) is not null),
            Traffic = traffic with { Rate = Utilisation * models.Sum(static share => share.Weight) },
        };
    }

    /// <summary>Requests a second that a deployment can serve: its places over the time an average answer takes, or its quota.</summary>
    private static double Throughput(DeploymentSpec spec, TrafficShape traffic) =>
        Math.Min(spec.Capacity / (spec.FirstToken + (traffic.MeanOutput * spec.PerToken)), (spec.Rpm ?? double.PositiveInfinity) / 60);

    private static DeploymentSpec Spec(Deployment deployment, string path, List<ConfigDiagnostic> findings)
    {
        var call = deployment.Config.Params;
        var usual = new DeploymentSpec { Id = deployment.Id, Model = call.Model, Group = deployment.ModelName };
        var spec = usual with
        {
            Rpm = call.Rpm is { } rpm ? (int)Math.Min(rpm, int.MaxValue) : null,
            InputPrice = 1e6 * (deployment.Facts.Price?.Input ?? 0),
            OutputPrice = 1e6 * (deployment.Facts.Price?.Output ?? 0),
            CachedPrice = 1e6 * deployment.Facts.Price?.CachedInput,
            WritePrice = 1e6 * deployment.Facts.Price?.CacheWrite,
        };
        if (deployment.Provider != "simulated")
        {
            return spec;
        }

        var settings = SimulatedSettings.Read(call, findings, path, $"deployment {deployment.Id}");
        return spec with
        {
            IsToldSo = true,
            // Unset means at once there; a deployment that takes no time at all would tell nothing here.
            FirstToken = settings.TimeToFirstToken > TimeSpan.Zero ? settings.TimeToFirstToken.TotalSeconds : usual.FirstToken,
            FirstTokenSpread = settings.Jitter > 0 ? settings.Jitter : usual.FirstTokenSpread,
            PerToken = settings.TokensPerSecond > 0 ? 1 / settings.TokensPerSecond : usual.PerToken,
            PerTokenSpread = settings.Jitter > 0 ? settings.Jitter : usual.PerTokenSpread,
            Rpm = settings.RateLimitRpm ?? spec.Rpm,
            Errors = [.. settings.Errors.Select(static entry => (entry.Rate, Kind(entry.Error), entry.Error.Status))],
        };
    }

    private static FailureKind Kind(SimulatedError error) => error switch
    {
        { Fault: SimulatedFault.Timeout or SimulatedFault.Hang } => FailureKind.Timeout,
        { Fault: SimulatedFault.Cut } => FailureKind.StreamBroken,
        { Fault: SimulatedFault.Refuse } => FailureKind.Connection,
        { Fault: SimulatedFault.StreamError } => FailureKind.MalformedResponse,
        { Code: "context_length_exceeded" } => FailureKind.ContextWindow,
        { Code: "content_filter" } => FailureKind.ContentPolicy,
        { Code: "insufficient_quota" } => FailureKind.QuotaExhausted,
        { Status: 401 } => FailureKind.Authentication,
        { Status: 403 } => FailureKind.PermissionDenied,
        { Status: 404 } => FailureKind.NotFound,
        { Status: 408 or 504 } => FailureKind.Timeout,
        { Status: 409 } => FailureKind.Conflict,
        { Status: 429 } => FailureKind.RateLimited,
        { Status: 502 or 503 or 529 } => FailureKind.Unavailable,
        { Status: >= 500 } => FailureKind.ServerError,
        _ => FailureKind.BadRequest,
    };
}
