using System.Text.Json;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>general_settings</c>.</summary>
internal static class GeneralBinder
{
    private static readonly string[] ReasoningStates = ["cache", "ids", "off"];

    public static GeneralSettings Bind(BindContext context, MapReader general, bool? dropParams, Dictionary<string, JsonElement> unused)
    {
        var settings = new GeneralSettings
        {
            MasterKey = MasterKey(context, general),
            MaxRequestBytes = Megabytes(context, general, "max_request_size_mb", zero: false),
            StreamIdleTimeout = general.Duration("stream_idle_timeout"),
            ModelCatalogueFile = general.Text("model_catalogue_file"),
            DrainTimeout = general.Duration("drain_timeout"),
            BackgroundHealthChecks = general.Truth("background_health_checks"),
            HealthCheckInterval = general.Duration("health_check_interval"),
            QueueMetricsInterval = general.Duration("queue_metrics_interval"),
            DropParams = general.Truth("drop_params") ?? dropParams,
            ReasoningState = ReasoningState(context, general),
            ProviderPassThrough = general.Truth("provider_pass_through"),
            ResponseStoreMaxBytes = Megabytes(context, general, "response_store_max_mb", zero: true),
            ResponseStoreTtl = general.Duration("response_store_ttl"),
            TrafficLog = general.Text("traffic_log") is { Length: > 0 } folder ? folder : null,
            TrafficLogDays = Days(context, general),
            MaxMediaBytes = Megabytes(context, general, "max_media_size_mb", zero: true),
        };
        ConfigBinder.Keep(unused, general.Path, general.RestUnused());
        return settings;
    }

    /// <summary>A key that was meant and has no value must not leave the gateway open to everybody.</summary>
    private static Secret? MasterKey(BindContext context, MapReader general)
    {
        var key = general.Secret("master_key");
        if (key is null && general.Find("master_key") is { Value.Kind: not NodeKind.Null } entry)
        {
            context.Error(
                ConfigPath.Key(general.Path, "master_key"),
                entry.Value,
                "the key has no value, and without one the gateway would be open to everybody",
                "set the variable it names, or remove the line");
        }

        return key;
    }

    private static double? Days(BindContext context, MapReader general)
    {
        const string Key = "traffic_log_days";
        const int MostDays = 3650;
        if (general.Number(Key) is not { } days || days is > 0 and <= MostDays)
        {
            return general.Number(Key);
        }

        context.Error(ConfigPath.Key(general.Path, Key), general.Find(Key)!.Value.Value, $"expected days above 0 and up to {MostDays}");
        return null;
    }

    private static string? ReasoningState(BindContext context, MapReader general)
    {
        var state = general.Text("reasoning_state");
        if (state is null || ReasoningStates.Contains(state))
        {
            return state;
        }

        context.Error(ConfigPath.Key(general.Path, "reasoning_state"), general.Find("reasoning_state")!.Value.Value, $"expected {string.Join(", ", ReasoningStates)}; found '{state}'", Suggest.DidYouMean(state, ReasoningStates));
        return null;
    }

    private static long? Megabytes(BindContext context, MapReader general, string key, bool zero)
    {
        if (general.Number(key) is not { } megabytes)
        {
            return null;
        }

        // Kestrel and the buffers count in 32 bits.
        const double MostMegabytes = 2047;
        if (megabytes is > 0 and <= MostMegabytes || (zero && megabytes == 0))
        {
            return (long)(megabytes * 1024 * 1024);
        }

        context.Error(ConfigPath.Key(general.Path, key), general.Find(key)!.Value.Value, $"expected megabytes {(zero ? "from" : "above")} 0 and up to 2047");
        return null;
    }
}
