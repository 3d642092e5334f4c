using System.Globalization;

namespace Fairlead.Configuration.Binding;

/// <summary>How key paths are written: <c>model_list[2].litellm_params.rpm</c>.</summary>
internal static class ConfigPath
{
    public static string Key(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
