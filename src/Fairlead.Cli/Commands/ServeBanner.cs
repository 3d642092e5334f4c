using Fairlead.Cli.Demo;
using Fairlead.Gateway.Reload;

namespace Fairlead.Cli.Commands;

/// <summary>What <c>serve</c> prints once it listens: where, how to try it, and where the configuration is.</summary>
internal static class ServeBanner
{
    /// <summary>Writes the lines.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="url">The base URL.</param>
    /// <param name="path">The configuration's file; null for the demo.</param>
    public static void Write(TextWriter output, string url, string? path)
    {
        // Read once more only to know a model to name and whether a key is asked for; the server has its own.
        var config = path is null ? GatewayConfig.Read(DemoConfig.Text, DemoConfig.Name, static _ => null).Config : ConfigInput.Read(path).Config;
        var model = config?.ModelList.FirstOrDefault(static deployment => !deployment.ModelName.Contains('*', StringComparison.Ordinal))?.ModelName ?? "MODEL";
        var key = config?.General.MasterKey is null ? "" : " -H \"Authorization: Bearer $FAIRLEAD_KEY\"";

        output.WriteLine($"Fairlead {VersionCommand.Version} listens on {url}");
        output.WriteLine();
        output.WriteLine("Try it:");
        output.WriteLine($"  curl {url}/v1/chat/completions{key} -H \"Content-Type: application/json\" -d '{Body(model)}'");
        output.WriteLine();
        if (path is null)
        {
            output.WriteLine("Configuration: the built-in demo, three tiers of simulated deployments. To make it yours:");
            output.WriteLine("  fairlead demo > config.yaml");
            output.WriteLine("  fairlead serve --config config.yaml");
        }
        else
        {
            output.WriteLine($"Configuration: {Path.GetFullPath(path)} (followed: changes are put in force without a restart)");
            if (key.Length > 0)
            {
                output.WriteLine("FAIRLEAD_KEY in the line above stands for general_settings.master_key.");
            }
        }

        output.Flush();
    }

    private static string Body(string model) => $$"""{"model":"{{Shell(model)}}","messages":[{"role":"user","content":"Hello"}]}""";

    /// <summary>A model's name within JSON within single quotes.</summary>
    private static string Shell(string model) =>
        System.Text.Json.JsonEncodedText.Encode(model).ToString();
}
