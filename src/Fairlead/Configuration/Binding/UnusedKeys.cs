using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>What is said of a key that has no effect.</summary>
internal static class UnusedKeys
{
    public static void Report(BindContext context, ConfigSection section, string path, in ConfigEntry entry, bool onlySlips)
    {
        var shown = BindContext.Shown(entry.Key);
        var keyPath = ConfigPath.Key(path, shown);
        if (Array.IndexOf(section.Unused, entry.Key) >= 0)
        {
            context.Unused(section, keyPath, entry, "a setting of LiteLLM's that Fairlead does not act on: not used", null);
            return;
        }

        if (Array.IndexOf(section.PassedOn, entry.Key) >= 0)
        {
            return;
        }

        var mend = MissingSpace(section, entry.Key) ?? Suggest.DidYouMean(entry.Key, section.Known) ?? (onlySlips ? null : Elsewhere(section, entry.Key));
        if (mend is not null || !onlySlips)
        {
            context.Unused(section, keyPath, entry, onlySlips ? "unknown key, passed to the provider as it is" : "unknown key: not used", mend);
        }
    }

    /// <summary><c>api_key:value</c> is one key to YAML.</summary>
    private static string? MissingSpace(ConfigSection section, string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Array.IndexOf(section.Used, key[..colon]) >= 0 ? $"put a space after '{key[..colon]}:'" : null;
    }

    private static string? Elsewhere(ConfigSection section, string key)
    {
        foreach (var place in ConfigSections.Places)
        {
            if (place != section && Array.IndexOf(place.Used, key) >= 0)
            {
                return place == ConfigSections.Root ? "it belongs at the top level of the document" : $"it belongs in {place.Name}";
            }
        }

        return null;
    }
}
