using System.CommandLine;
using System.CommandLine.Parsing;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Results.Html;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Selection;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead simulate</c>: strategies and baselines side by side, on virtual time.</summary>
internal static class SimulateCommand
{
    private const string AllScenarios = "all";

    /// <summary>Most requests a scenario may have: a run then stays within seconds a policy.</summary>
    public const int MostRequests = 1_000_000;

    private const int MostSeeds = 1_000;

    /// <summary>Highest rate: one request each tick of the clock, over a margin.</summary>
    private const int MostRate = 100_000;

    public static Command Create()
    {
        var scenario = new Option<string?>("--scenario", "-s") { Description = $"A scenario, several with commas, or all: {string.Join(", ", ScenarioCatalogue.All.Select(static s => s.Name))}." };
        var config = new Option<string?>("--config", "-c") { Description = "A configuration whose deployments are simulated instead of a scenario's." };
        var strategy = new Option<string?>("--strategy") { Description = $"What to compare, with commas. By default all: {string.Join(", ", PolicyCatalogue.All)}." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of chance: the same seed gives the same table.", DefaultValueFactory = static _ => 1UL };
        var requests = new Option<int?>("--requests", "-n") { Description = "Requests in each scenario, instead of its own number." };
        var rate = new Option<double?>("--rate") { Description = "Requests a second, instead of the scenario's own." };
        var trace = new Option<string?>("--trace") { Description = "Recorded requests instead of drawn ones: CSV with a header line, or JSON lines (.jsonl)." };
        var since = new Option<string?>("--since") { Description = "With --config: what its traffic_log recorded in so much time, as in 7d or 12h, is replayed, and what would have changed is told. Another folder by --trace." };
        var writeTrace = new Option<string?>("--write-trace") { Description = "Writes the requests of the one scenario and seed to this file, CSV or JSON lines (.jsonl), to be read by --trace." };
        var incidents = new Option<string[]>("--incident") { Description = "Something that befalls a deployment, beside what the scenario has: deployment:kind:from-to, as in d0:slow*8:0.3-0.6. May be repeated." };
        var html = new Option<string?>("--html") { Description = "Writes a page with plots to this file as well." };
        var all = new Option<bool>("--all") { Description = "The same as --scenario all." };
        var seeds = new Option<int>("--seeds") { Description = "Runs with so many seeds, from --seed on; the table is of all their requests together.", DefaultValueFactory = static _ => 1 };
        var markdown = new Option<bool>("--markdown") { Description = "Prints one Markdown table of all scenarios." };
        since.Validators.Add(static result => RequireTime(result.GetValueOrDefault<string?>(), result));
        seeds.Validators.Add(static result => RequireSeeds(result.GetValueOrDefault<int>(), result));
        requests.Validators.Add(static result => RequireRange(result.GetValueOrDefault<int?>(), result));
        rate.Validators.Add(static result => RequirePositive(result.GetValueOrDefault<double?>(), result));
        var command = new Command("simulate", "Compares routing strategies in simulated traffic, incidents included.") { scenario, all, config, strategy, seed, seeds, requests, rate, trace, since, writeTrace, incidents, markdown, html };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetValue(all) ? parsed.GetValue(scenario) ?? AllScenarios : parsed.GetValue(scenario),
            parsed.GetValue(config),
            parsed.GetValue(incidents) ?? [],
            parsed.GetValue(strategy),
            new Seeds(parsed.GetValue(seed), parsed.GetValue(seeds)),
            new SimulateTraffic(parsed.GetValue(requests), parsed.GetValue(rate), parsed.GetValue(trace), parsed.GetValue(writeTrace)) { Since = TrafficWindow.Read(parsed.GetValue(since)) },
            parsed.GetValue(markdown),
            parsed.GetValue(html),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken)));
        return command;
    }

    private static int Run(
        string? scenarioNames, string? config, string[] incidents, string? strategies, Seeds seeds, SimulateTraffic traffic, bool markdown, string? html, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (Policies(strategies, error) is not { } policies || Scenarios(scenarioNames ?? (config is null ? traffic.UsualScenario : null), config, error) is not { } scenarios
            || With(scenarios, incidents, error) is not { } befallen
            || !traffic.Prepare(scenarios, seeds.First, seeds.Count, error))
        {
            return 1;
        }

        var replay = config is null ? null : SimulateReplay.Of(befallen[0], traffic, seeds.First, cancellationToken);
        if (replay is not null)
        {
            policies = strategies is null ? [PolicyOptions.Configured] : policies;
            befallen = [replay.Scenario];
            replay.Write(output, markdown);
        }

        var report = new List<(Scenario Scenario, IReadOnlyList<RunResult> Results)>();
        foreach (var scenario in befallen)
        {
            var results = Results(scenario, policies, seeds, traffic, cancellationToken);
            report.Add((scenario, results));
            if (!markdown)
            {
                ResultTable.Write(output, scenario, results);
            }

            replay?.WriteLimits(output, results, markdown);
        }

        if (markdown)
        {
            MarkdownTable.Write(output, report);
            output.WriteLine();
            MarkdownTable.WriteStanding(output, report, StrategyNames.Adaptive);
        }
        else
        {
            output.WriteLine($"Times in seconds, of the requests answered. {seeds}.");
        }

        return html is null || Save(html, HtmlReport.Render(report, seeds.ToString(), replay?.Result), error) ? 0 : 1;
    }

    private static List<RunResult> Results(Scenario scenario, List<string> policies, Seeds seeds, SimulateTraffic traffic, CancellationToken cancellationToken)
    {
        var runs = policies.ConvertAll(static _ => new List<RunResult>());
        foreach (var seed in seeds)
        {
            var drawn = traffic.Of(scenario, seed);
            for (var i = 0; i < policies.Count; i++)
            {
                runs[i].Add(Simulator.Run(scenario, drawn, policies[i], seed, cancellationToken));
            }
        }

        return runs.ConvertAll(RunResult.Of);
    }

    private static List<string>? Policies(string? names, TextWriter error)
    {
        if (names is null)
        {
            return [.. PolicyCatalogue.All];
        }

        var policies = new List<string>();
        foreach (var name in Split(names))
        {
            if (PolicyCatalogue.Find(name) is not { } policy)
            {
                error.WriteLine($"There is no strategy '{name}'. There are: {string.Join(", ", PolicyCatalogue.All)}.");
                return null;
            }

            policies.Add(policy);
        }

        return policies.Count > 0 ? policies : [.. PolicyCatalogue.All];
    }

    private static IReadOnlyList<Scenario>? Scenarios(string? names, string? config, TextWriter error)
    {
        if (config is not null)
        {
            if (names is not null)
            {
                error.WriteLine("--scenario and --config exclude each other.");
                return null;
            }

            return ConfigScenario.Read(config, error) is { } own ? [own] : null;
        }

        if (names is null || string.Equals(names, AllScenarios, StringComparison.OrdinalIgnoreCase))
        {
            return ScenarioCatalogue.All;
        }

        var scenarios = new List<Scenario>();
        foreach (var name in Split(names))
        {
            if (ScenarioCatalogue.Find(name) is not { } scenario)
            {
                error.WriteLine($"There is no scenario '{name}'. There are: {string.Join(", ", ScenarioCatalogue.All.Select(static s => s.Name))}.");
                return null;
            }

            scenarios.Add(scenario);
        }

        return scenarios;
    }

    private static List<Scenario>? With(IReadOnlyList<Scenario> scenarios, string[] incidents, TextWriter error)
    {
        var befallen = new List<Scenario>(scenarios.Count);
        foreach (var scenario in scenarios)
        {
            var all = scenario.Incidents.ToList();
            foreach (var text in incidents)
            {
                if (IncidentText.Read(text, scenario.Deployments, out var incident) is { } wrong)
                {
                    error.WriteLine($"--incident {text}: {wrong}.");
                    return null;
                }

                all.Add(incident);
            }

            befallen.Add(scenario with { Incidents = all });
        }

        return befallen;
    }

    private static bool Save(string path, string text, TextWriter error)
    {
        try
        {
            File.WriteAllText(path, text);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error.WriteLine($"{path}: cannot be written.");
            return false;
        }
    }

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void RequirePositive(double? value, OptionResult result)
    {
        if (value is not (null or (> 0 and <= MostRate)))
        {
            result.AddError($"{result.Option.Name}: expected a number above 0, at most {MostRate}.");
        }
    }

    private static void RequireTime(string? value, OptionResult result)
    {
        if (value is not null && TrafficWindow.Read(value) is null)
        {
            result.AddError($"{result.Option.Name}: expected a time, as in 7d, 12h or 30m.");
        }
    }

    private static void RequireRange(int? value, OptionResult result)
    {
        if (value is < 1 or > MostRequests)
        {
            result.AddError($"{result.Option.Name}: expected a number from 1 to {MostRequests}.");
        }
    }

    private static void RequireSeeds(int value, OptionResult result)
    {
        if (value is < 1 or > MostSeeds)
        {
            result.AddError($"{result.Option.Name}: expected a number from 1 to {MostSeeds}.");
        }
    }

    /// <summary>The seeds of a run, one after the other.</summary>
    private sealed record Seeds(ulong First, int Count)
    {
        public IEnumerator<ulong> GetEnumerator()
        {
            for (var i = 0; i < Count; i++)
            {
                yield return First + (ulong)i;
            }
        }

        public override string ToString() => Count == 1
            ? $"Seed {First}: the same seed gives the same table"
            : $"Seeds {First} to {First + (ulong)Count - 1}, all requests together: the same seeds give the same table";
    }
}
