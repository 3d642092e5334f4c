using System.Text.Json;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>default_litellm_params</c>.</summary>
internal static class DefaultParamsBinder
{
    /// <summary>The parameters; null when the key is not set.</summary>
    public static DefaultCallParams? Bind(MapReader router, Dictionary<string, JsonElement> unused)
    {
        var reader = router.Map("default_litellm_params", ConfigSections.DefaultParams);
        var defaults = new DefaultCallParams
        {
            Timeout = reader.Duration("timeout", "request_timeout"),
            StreamTimeout = reader.Duration("stream_timeout"),
            NumRetries = reader.Whole("num_retries"),
            ExtraHeaders = DeploymentBinder.Headers(reader),
            Extra = reader.Rest(IsBodyParameter, resolve: true),
        };
        reader.ReportUnused(onlySlips: true);
        ConfigBinder.Keep(unused, reader.Path, reader.Rest(static key => !IsBodyParameter(key), resolve: false));
        return router.Find("default_litellm_params") is { Value.Kind: not NodeKind.Null } ? defaults : null;
    }

    private static bool IsBodyParameter(string key) => Array.IndexOf(ConfigSections.DefaultParams.Unused, key) < 0;
}
