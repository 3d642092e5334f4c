using Fairlead.Configuration;
using Fairlead.Gateway.Reload;

namespace Fairlead.Gateway;

/// <summary>What an embedded gateway is built from: a file, or a configuration built in code.</summary>
public sealed class FairleadGatewayOptions
{
    /// <summary>LiteLLM's <c>config.yaml</c>, watched for changes. Default null; wins over <see cref="Config"/>.</summary>
    public string? ConfigPath { get; set; }

    /// <summary>A configuration built in code or read from elsewhere. Default null.</summary>
    public RouterConfig? Config { get; set; }

    /// <summary>The name of <see cref="Config"/> in the readiness answer.</summary>
    public string ConfigName { get; set; } = "(in code)";

    /// <summary>Refuses every request while no master key is configured. Default false.</summary>
    public bool RequireMasterKey { get; set; }

    /// <summary>
    /// Says that handlers run on socket threads (inline scheduling), so that long work must step off them. Default false.
    /// </summary>
    public bool Inline { get; set; }

    /// <summary>Looks up <c>os.environ/NAME</c>; the process's environment by default.</summary>
    public Func<string, string?> Environment { get; set; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The file behind <see cref="ConfigPath"/> when <see cref="Config"/> was read from it already.</summary>
    internal ConfigFile? File { get; set; }
}
