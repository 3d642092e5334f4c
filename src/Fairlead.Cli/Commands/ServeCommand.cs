using System.CommandLine;
using Fairlead.Cli.Demo;
using Fairlead.Gateway.Hosting;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead serve</c>, and <c>fairlead</c> alone: the gateway.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serves the gateway. Without a configuration it serves a demo of simulated deployments.");
        AddTo(command);
        return command;
    }

    /// <summary>Adds the options and the action.</summary>
    public static void AddTo(Command command)
    {
        var config = new Option<string?>("--config", "-c") { Description = "The configuration: LiteLLM's config.yaml, or the same in JSON. Followed while serving." };
        var host = new Option<string>("--host") { Description = "Address to listen on: an IP address, localhost, or * for all.", DefaultValueFactory = static _ => "127.0.0.1" };
        var port = new Option<int>("--port", "-p") { Description = "Port to listen on; 0 lets the system choose.", DefaultValueFactory = static _ => 4000 };
        var open = new Option<bool>("--allow-open") { Description = "Listens on an address beyond this machine even without a master key." };
        port.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError("--port: expected a number from 0 to 65535.");
            }
        });
        command.Options.Add(config);
        command.Options.Add(host);
        command.Options.Add(port);
        command.Options.Add(open);
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(config);
            var output = parsed.InvocationConfiguration.Output;
            var options = new GatewayHostOptions
            {
                ConfigPath = path,
                ConfigText = path is null ? DemoConfig.Text : null,
                ConfigName = DemoConfig.Name,
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                AllowOpen = parsed.GetValue(open),
                Inline = SocketScheduling.Inline,
                Out = parsed.InvocationConfiguration.Error,
                Started = url => ServeBanner.Write(output, url, path),
            };
            return GatewayHost.RunAsync(options, cancellationToken);
        });
    }
}
