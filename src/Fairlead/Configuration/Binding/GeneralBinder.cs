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
            MaxRequestBytes = MaxRequestBytes(context, general),
            StreamIdleTimeout = general.Duration("stream_idle_timeout"),
            ModelCatalogueFile = general.Text("model_catalogue_file"),
            DrainTimeout = general.Duration("drain_timeout"),
            DropParams = general.Truth("drop_params") ?? dropParams,
            ReasoningState = ReasoningState(context, general),
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

    private static long? MaxRequestBytes(BindContext context, MapReader general)
    {
        if (general.Number("max_request_size_mb") is not { } megabytes)
        {
            return null;
        }

        // Kestrel and the buffers count in 32 bits.
        const double MostMegabytes = 2047;
        if (megabytes is > 0 and <= MostMegabytes)
        {
            return (long)(megabytes * 1024 * 1024);
        }

        var entry = general.Find("max_request_size_mb")!.Value;
        context.Error(ConfigPath.Key(general.Path, "max_request_size_mb"), entry.Value, "expected megabytes above 0 and up to 2047");
        return null;
    }
}
