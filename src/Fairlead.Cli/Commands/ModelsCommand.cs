using System.CommandLine;
using System.Globalization;
using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead models [NAME]</c>: the catalogue, with the source of every row.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "A model as a configuration names it (gpt-4o, azure/gpt-4o), or a part of names.", Arity = ArgumentArity.ZeroOrOne };
        var provider = new Option<string?>("--provider", "-p") { Description = "Only models of this provider." };
        var config = new Option<string?>("--config", "-c") { Description = "A configuration: the file its model_catalogue_file names is listed before the models Fairlead comes with." };
        var command = new Command("models", "Lists what is known of models: windows, prices for a million tokens, capabilities, and where that was found.") { name, provider, config };
        command.SetAction(parsed => Run(
            parsed.GetValue(name), parsed.GetValue(provider), parsed.GetValue(config), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string? name, string? provider, string? configPath, TextWriter output, TextWriter error)
    {
        var catalogue = ModelCatalogue.BuiltIn;
        if (configPath is not null)
        {
            var read = ConfigInput.Read(configPath);
            ConfigInput.WriteFindings(error, read.Diagnostics);
            if (read.Config is null)
            {
                return 1;
            }

            catalogue = read.Config.Catalogue ?? catalogue;
        }

        var canonical = provider is null ? null : ModelKey.Canonical(provider);
        var rows = Rows(catalogue, name, canonical);
        if (rows.Count == 0)
        {
            error.WriteLine($"Nothing is known of {(name is null ? "models" : $"'{name}'")}{(provider is null ? "" : $" of the provider '{provider}'")}.{Guess(provider)}");
            return 1;
        }

        var table = new TextTable("PROVIDER", "MODEL", "MODE", "MAX IN", "MAX OUT", "$ PER 1M IN/OUT", "CACHED", "CAN", "READ ON", "SOURCE");
        foreach (var row in rows)
        {
            table.Add(
                row.Provider,
                row.Model,
                row.Mode ?? "",
                ModelText.Tokens(row.MaxInputTokens),
                ModelText.Tokens(row.MaxOutputTokens),
                ModelText.Price(row.Price),
                ModelText.Million(row.Price?.CachedInput),
                ModelText.Capabilities(row),
                row.ReadOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                row.Source);
        }

        table.Write(output, "");
        return 0;
    }

    /// <summary>The row a router would take for the name; where there is none, or no name, every row whose name holds it.</summary>
    private static List<ModelFacts> Rows(ModelCatalogue catalogue, string? name, string? provider)
    {
        if (name is not null && Exact(catalogue, name, provider) is { } exact)
        {
            return [exact];
        }

        return [.. catalogue.All().Where(row =>
            (provider is null || row.Provider == provider)
            && (name is null || $"{row.Provider}/{row.Model}".Contains(name, StringComparison.OrdinalIgnoreCase)))];
    }

    private static ModelFacts? Exact(ModelCatalogue catalogue, string name, string? provider)
    {
        if (provider is not null)
        {
            return catalogue.Find(provider, name) is { Model: not "*" } found ? found : null;
        }

        return ProviderNames.TryResolve(name, customProvider: null, apiBase: null, out var resolved, out var model) ? catalogue.Find(resolved, model) : null;
    }

    private static string Guess(string? provider) =>
        provider is not null && !ProviderNames.Known.Contains(provider) && Suggest.DidYouMean(provider, ProviderNames.Known) is { } mend
            ? $" {char.ToUpperInvariant(mend[0])}{mend[1..]}"
            : "";
}
