using System.CommandLine;
using System.Text.Json;
using Fairlead.Cli.SimulatedProvider;
using Fairlead.Configuration;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead simulate-provider</c>: a fake upstream in any vendor's format, for tests of one's own applications.</summary>
internal static class SimulateProviderCommand
{
    public static Command Create()
    {
        var command = new Command("simulate-provider", "Serves a simulated provider: answers in a vendor's format, with scripted latency, failures, thoughts and tool calls.");
        var format = new Option<string?>("--format", "-f") { Description = $"The format it speaks: {string.Join(", ", Dialects.All.Select(static dialect => dialect.Name))}, or what stands before or behind the dash. All of them by default." };
        var port = new Option<int>("--port", "-p") { Description = "Port to listen on, at 127.0.0.1; 0 lets the system choose.", DefaultValueFactory = static _ => 4010 };
        var set = new Option<string[]>("--set", "-s") { Description = "KEY=VALUE, a setting of the simulated provider (ttft_ms=200, errors={\"429\":0.1}); may be repeated. The guide lists them." };
        port.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError("--port: expected a number from 0 to 65535.");
            }
        });
        command.Options.Add(format);
        command.Options.Add(port);
        command.Options.Add(set);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = new List<ConfigDiagnostic>();
            var settings = Settings(parsed.GetValue(format), parsed.GetValue(set) ?? [], findings);
            if (findings.Count > 0)
            {
                foreach (var finding in findings)
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync(finding.ToString());
                }

                return 1;
            }

            await using var server = await ProviderServer.StartAsync(settings, parsed.GetValue(port), TimeProvider.System, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"A simulated provider listens on {server.Url}, format: {settings.Format?.Name ?? "as it is asked"}. Stop it with Ctrl+C.");
            await server.WaitAsync(cancellationToken);
            return 0;
        });
        return command;
    }

    private static SimulatedSettings Settings(string? format, string[] pairs, List<ConfigDiagnostic> findings)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                findings.Add(Wrong(pair, "expected KEY=VALUE"));
                continue;
            }

            var key = pair[..equals];
            if (!SimulatedSettings.Keys.Contains(key))
            {
                findings.Add(Wrong(key, $"expected one of {string.Join(", ", SimulatedSettings.Keys)}"));
            }

            values[key] = Value(pair[(equals + 1)..]);
        }

        if (format is not null)
        {
            values["wire_format"] = Text(format);
        }

        return SimulatedSettings.Read(new DeploymentParams { Model = "simulated/provider", Extra = values }, findings, "--set", "");
    }

    private static ConfigDiagnostic Wrong(string path, string message) => new(ConfigSeverity.Error, "--set", 0, 0, path, message);

    private static JsonElement Text(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");

    // JSON where it is JSON, else the text as it stands.
    private static JsonElement Value(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Text(text);
        }
    }
}
