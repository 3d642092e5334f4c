using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>The product as it ships: <c>fairlead serve</c> with a configuration file, three deployments in one group.</summary>
internal static class GatewayTarget
{
    private const string MasterKey = "sk-bench-master-key-0123456789";

    public static Target Start(string name, string assembly, string folder, int upstreamPort, bool guarded)
    {
        var port = Target.FreePort();
        var config = Path.Combine(folder, name + ".yaml");
        var probe = Path.Combine(folder, name + ".probe");
        File.WriteAllText(config, Configuration(upstreamPort, guarded));
        var process = ChildProcess.Start(
            "dotnet",
            [assembly, "serve", "--config", config, "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)],
            AllocationProbe.EnvironmentFor(probe));
        process.IgnoreOutput();
        return new Target(name, process, port, guarded ? MasterKey : Target.NoKey, probe).WhenListening();
    }

    private static string Configuration(int upstreamPort, bool guarded)
    {
        var deployments = string.Concat(Enumerable.Range(1, 3).Select(number => string.Create(
            CultureInfo.InvariantCulture,
            $$"""
              - model_name: {{LoadRequest.Model}}
                litellm_params:
                  model: openai/gpt-4o-mini
                  api_base: http://127.0.0.1:{{upstreamPort}}/v1
                  api_key: sk-upstream-{{number}}

            """)));
        var general = guarded ? $"general_settings:\n  master_key: {MasterKey}\n" : string.Empty;
        return $"model_list:\n{deployments}router_settings:\n  routing_strategy: simple-shuffle\n{general}";
    }
}
