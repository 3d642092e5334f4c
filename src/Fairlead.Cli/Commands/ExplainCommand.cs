using System.CommandLine;
using System.Globalization;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Explain;
using Fairlead.Selection;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead explain CONFIG --model M</c>: where requests would go, and why not elsewhere.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var config = ConfigInput.Argument();
        var model = new Option<string>("--model", "-m") { Description = "The model a client would ask for.", Required = true };
        var picks = new Option<int>("--n", "-n") { Description = "How many picks the shares are counted over.", DefaultValueFactory = static _ => 1000 };
        var held = new Option<int>("--in-flight") { Description = "Calls under way at once: each pick holds its deployment until so many others are held." };
        var tags = new Option<string[]>("--tag") { Description = "A tag of the request; may be given more than once." };
        var region = new Option<string?>("--region") { Description = "The region the request asks for." };
        var blocked = new Option<string[]>("--block") { Description = "A deployment id, provider model or group that must not be used; may be given more than once." };
        picks.Validators.Add(static result => RequireRange(result.GetValueOrDefault<int>(), 0, 1_000_000, result));
        held.Validators.Add(static result => RequireRange(result.GetValueOrDefault<int>(), 0, 100_000, result));
        var command = new Command("explain", "Shows the deployments a model's requests go to, each one's share, and why the others are left out.")
        {
            config, model, picks, held, tags, region, blocked,
        };
        command.SetAction(parsed =>
        {
            var request = new RouteRequest(parsed.GetValue(model)!)
            {
                Tags = parsed.GetValue(tags) is { Length: > 0 } some ? some : null,
                Region = parsed.GetValue(region),
                Blocked = parsed.GetValue(blocked) is { Length: > 0 } ids ? ids : null,
            };
            return Run(parsed.GetValue(config)!, request, parsed.GetValue(picks), parsed.GetValue(held), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static int Run(string path, in RouteRequest request, int picks, int held, TextWriter output, TextWriter error)
    {
        var read = ConfigInput.Read(path);
        ConfigInput.WriteFindings(error, read.Diagnostics);
        if (read.Config is null)
        {
            return 1;
        }

        // The same numbers at every call: shares of one configuration can be compared with those of another.
        var router = Router.Create(read.Config, new RouterOptions { Random = RandomSource.Seeded(1) });
        var explanation = router.Explain(request);
        if (explanation.Groups.Count == 0)
        {
            error.WriteLine($"No group, alias, deployment or wildcard covers '{request.Model}'.{Guess(request.Model, router.Model.ModelNames)}");
            return 1;
        }

        output.WriteLine($"{request.Model}: found by {explanation.ResolvedBy}");
        var counts = Count(router, request, picks, held);
        foreach (var group in explanation.Groups)
        {
            output.WriteLine();
            output.WriteLine($"{group.Name} ({group.Role}), {group.Strategy}{(group.Panic ? ", nobody healthy: the least bad is used" : "")}");
            WriteGroup(group, group == explanation.Groups[0] ? counts : null, picks, router, output);
        }

        output.WriteLine();
        output.WriteLine(held > 0
            ? $"PICKS counts {picks} real picks with {held} calls under way. SHARE is the chance of the first pick."
            : $"PICKS counts {picks} real picks. SHARE is the chance of the first pick.");
        return 0;
    }

    /// <summary>Makes real picks, and holds each until enough others are held.</summary>
    private static Dictionary<string, int> Count(Router router, in RouteRequest request, int picks, int held)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var sessions = new Queue<RouteSession>();
        for (var i = 0; i < picks; i++)
        {
            var session = router.Begin(request with { DisableFallbacks = true });
            sessions.Enqueue(session);
            if (session.TryNext(out var attempt))
            {
                counts[attempt.Deployment.Id] = counts.GetValueOrDefault(attempt.Deployment.Id) + 1;
            }

            while (sessions.Count > held)
            {
                sessions.Dequeue().Dispose();
            }
        }

        foreach (var session in sessions)
        {
            session.Dispose();
        }

        return counts;
    }

    private static void WriteGroup(GroupExplanation group, Dictionary<string, int>? counts, int picks, Router router, TextWriter output)
    {
        var table = new TextTable("DEPLOYMENT", "MODEL", "ORDER", "SHARE", "PICKS", "SCORE", "$ PER 1M IN/OUT", "WINDOW", "TAGS", "LEFT OUT BY", "METADATA");
        var ordered = group.Candidates.Any(candidate => candidate.Order != group.Candidates[0].Order);
        foreach (var candidate in group.Candidates)
        {
            var deployment = router.Model.Deployments.FirstOrDefault(deployment => deployment.Id == candidate.Id);
            var count = counts?.GetValueOrDefault(candidate.Id) ?? 0;
            table.Add(
                candidate.Id,
                candidate.ProviderModel,
                ordered ? Invariant($"{candidate.Order}") : "",
                candidate.DroppedBy is null ? Percent(candidate.Share) : "",
                counts is null || picks == 0 ? "" : Invariant($"{count} ({Percent((double)count / picks)})"),
                candidate.Score is { } score ? score.ToString("0.######", CultureInfo.InvariantCulture) : "",
                ModelText.Price(deployment?.Facts.Price),
                ModelText.Tokens(deployment?.Facts.MaxInputTokens),
                string.Join(' ', deployment?.Config.Params.Tags ?? []),
                candidate.DroppedBy is null ? "" : candidate.Detail is null ? candidate.DroppedBy : $"{candidate.DroppedBy}: {candidate.Detail}",
                MetadataText.Of(candidate.Metadata));
        }

        table.Write(output, "  ");
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Guess(string model, IEnumerable<string> names) => Suggest.DidYouMean(model, names) is { } mend ? $" {char.ToUpperInvariant(mend[0])}{mend[1..]}" : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void RequireRange(int value, int least, int most, System.CommandLine.Parsing.OptionResult result)
    {
        if (value < least || value > most)
        {
            result.AddError($"{result.Option.Name}: expected a number from {least} to {most}.");
        }
    }
}
