namespace Fairlead.Gateway.Hosting;

/// <summary>What a stand-alone gateway is started with.</summary>
public sealed record GatewayHostOptions
{
    /// <summary>The configuration file, watched for changes; null to use <see cref="ConfigText"/>.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>A configuration as text, used when <see cref="ConfigPath"/> is null.</summary>
    public string? ConfigText { get; init; }

    /// <summary>The name of <see cref="ConfigText"/> in findings and in the readiness answer.</summary>
    public string ConfigName { get; init; } = "(built in)";

    /// <summary>Address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on; 0 lets the system choose. Default 4000, as LiteLLM's proxy.</summary>
    public int Port { get; init; } = 4000;

    /// <summary>Listens on an address beyond this machine even without a master key. Default false: start-up is refused.</summary>
    public bool AllowOpen { get; init; }

    /// <summary>Where the start-up lines and findings are written.</summary>
    public TextWriter Out { get; init; } = TextWriter.Null;

    /// <summary>
    /// Runs handlers on the socket threads (<c>UnsafePreferInlineScheduling</c>). Set it exactly when
    /// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1</c> was set before the first socket: either alone makes things worse.
    /// </summary>
    public bool Inline { get; init; }

    /// <summary>Called once with the base URL, e.g. <c>http://127.0.0.1:4000</c>, when the gateway listens; null writes a line to <see cref="Out"/>.</summary>
    public Action<string>? Started { get; init; }

    /// <summary>Looks up <c>os.environ/NAME</c>; null for the process's environment.</summary>
    public Func<string, string?>? Environment { get; init; }

    /// <summary>The clock; null for the system's.</summary>
    public TimeProvider? TimeProvider { get; init; }
}
