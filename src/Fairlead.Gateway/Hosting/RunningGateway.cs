using Fairlead.Configuration;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Observability;
using Fairlead.Gateway.Relay;
using Fairlead.Gateway.Reload;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Fairlead.Gateway.Hosting;

/// <summary>A stand-alone gateway that listens. Disposing it closes it at once; <see cref="StopAsync"/> drains first.</summary>
public sealed partial class RunningGateway : IAsyncDisposable
{
    /// <summary>Kestrel's own limit, and about four times what clients with long tokens and cookies send.</summary>
    private const int MaxHeaderBytes = 32 * 1024;

    /// <summary>What stopping may take after the drain, which has a time of its own.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;

    private RunningGateway(WebApplication app, string url)
    {
        _app = app;
        Url = url;
    }

    /// <summary>The base URL, e.g. <c>http://127.0.0.1:4000</c>.</summary>
    public string Url { get; }

    /// <summary>The services, for those who look inside.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway and returns when it listens.</summary>
    /// <param name="options">What to start it with.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="RouterConfigException">The configuration cannot be used; holds every finding.</exception>
    /// <exception cref="GatewayStartException">The address cannot be used as asked.</exception>
    /// <exception cref="IOException">The configuration cannot be read, or the port is taken.</exception>
    public static async Task<RunningGateway> StartAsync(GatewayHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var environment = options.Environment ?? System.Environment.GetEnvironmentVariable;
        var file = options.ConfigPath is { } path ? new ConfigFile(path, environment) : null;
        var config = ReadConfig(options, file, environment);
        var addresses = ListenAddress.Parse(options.Host);
        var open = !addresses.IsLocal && config.General.MasterKey is null;
        if (open && !options.AllowOpen)
        {
            throw new GatewayStartException(
                $"Refusing to listen on {options.Host} without a master key: anybody who reaches it could spend your tokens. "
                + "Set general_settings.master_key, or listen on 127.0.0.1, or allow it with --allow-open.");
        }

        // Empty, not slim: nothing of the surroundings (ASPNETCORE_URLS, appsettings.json) changes what the options say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Fairlead" });
        ConfigureLogging(builder.Logging);
        ConfigureServer(builder, options, addresses);
        if (options.TimeProvider is { } time)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Services.AddFairleadGateway(gateway =>
        {
            gateway.ConfigPath = options.ConfigPath;
            gateway.Config = config;
            gateway.File = file;
            gateway.ConfigName = options.ConfigName;
            gateway.RequireMasterKey = !addresses.IsLocal && !options.AllowOpen;
            gateway.Inline = options.Inline;
            gateway.Environment = environment;
        });
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = (config.General.DrainTimeout ?? DrainService.DefaultTimeout) + Drain.AbortGrace + StopMargin);

        var app = builder.Build();
        try
        {
            app.MapFairlead();
            app.MapFallback("{**path}", UnknownPath(app.Services.GetRequiredService<MasterKeyGuard>()));
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        if (open)
        {
            LogOpen(app.Logger, options.Host);
        }

        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new RunningGateway(app, url.Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
    }

    /// <summary>Returns when the gateway has stopped: on SIGTERM, SIGINT, or <paramref name="stop"/>, after the drain.</summary>
    /// <param name="stop">Asks for the stop.</param>
    public Task WaitAsync(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    /// <summary>Drains and stops.</summary>
    /// <param name="hurry">Aborts running requests at once.</param>
    public Task StopAsync(CancellationToken hurry = default) => _app.StopAsync(hurry);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static RouterConfig ReadConfig(GatewayHostOptions options, ConfigFile? file, Func<string, string?> environment)
    {
        var read = file is not null
            ? file.Read()
            : new CatalogueFile("").Apply(GatewayConfig.Read(options.ConfigText ?? throw new GatewayStartException("No configuration: give a file or a text."), options.ConfigName, environment));
        var config = read.ConfigOrThrow();
        foreach (var finding in read.Diagnostics)
        {
            options.Out.WriteLine(finding);
        }

        return config;
    }

    private static void ConfigureServer(WebApplicationBuilder builder, GatewayHostOptions options, ListenAddress addresses)
    {
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = options.Inline);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            // The relay sets the limit for each request from the configuration in force.
            kestrel.Limits.MaxRequestBodySize = null;
            foreach (var address in addresses.Addresses)
            {
                kestrel.Listen(address, options.Port);
            }
        });
        builder.Services.AddRoutingCore();
    }

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // An error here is an answer that was cut on purpose; it is logged where it is cut, and faults where they are caught.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        // Enabled at any level, it makes the host create an Activity for each request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddSimpleConsole(static console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(static console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            // Requests never wait for a log.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }

    private static RequestDelegate UnknownPath(MasterKeyGuard keys) => http => keys.Allows(http.Request)
        ? ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, $"Unknown path: {http.Request.Method} {http.Request.Path}", "invalid_request_error", null, "unknown_url")
        : Refusals.UnauthorizedAsync(http);

    [LoggerMessage(EventIds.OpenToAll, LogLevel.Warning, "Listening on {Host} without a master key: anybody who reaches this address can use it")]
    private static partial void LogOpen(ILogger log, string host);
}
