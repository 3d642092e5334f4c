using System.Text.Json;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <content>What is kept or reported without being a setting of its own.</content>
internal sealed partial class MapReader
{
    /// <summary>Free data below a key, as written.</summary>
    /// <param name="key">The key.</param>
    /// <param name="holding">What it holds, for the message when it is no map.</param>
    public Dictionary<string, JsonElement> JsonMap(string key, string holding)
    {
        var map = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value, path) in Entries(key, holding))
        {
            map[name] = NodeJson.ToElement(value, node => _context.Resolve(node, path));
        }

        return map;
    }

    /// <summary>The keys nothing has taken, as JSON.</summary>
    /// <param name="keep">Which of them.</param>
    /// <param name="resolve">Whether <c>os.environ/NAME</c> is looked up; not done for what has no effect.</param>
    public Dictionary<string, JsonElement> Rest(Func<string, bool> keep, bool resolve)
    {
        var rest = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in _node.Entries)
        {
            if (!_taken.Contains(entry.Key) && keep(entry.Key))
            {
                rest[entry.Key] = Json(entry, resolve);
            }
        }

        return rest;
    }

    /// <summary>The keys nothing has taken; each is reported once.</summary>
    public Dictionary<string, JsonElement> RestUnused()
    {
        ReportUnused(onlySlips: false);
        return Rest(_ => true, resolve: false);
    }

    /// <summary>Reports the keys nothing has taken.</summary>
    /// <param name="onlySlips">Only those that look like a known key; others are free to be there.</param>
    public void ReportUnused(bool onlySlips)
    {
        foreach (var entry in _node.Entries)
        {
            if (!_taken.Contains(entry.Key))
            {
                UnusedKeys.Report(_context, Section, Path, entry, onlySlips);
            }
        }
    }

    /// <summary>A key that looks like a missing one, as the mend of the finding.</summary>
    /// <param name="key">The missing key.</param>
    public string? NearMiss(string key)
    {
        foreach (var entry in _node.Entries)
        {
            if (Suggest.Closest(entry.Key, Section.Known) == key)
            {
                return $"is '{BindContext.Shown(entry.Key)}' meant to be '{key}'?";
            }
        }

        return null;
    }

    private JsonElement Json(ConfigEntry entry, bool resolve)
    {
        var path = ConfigPath.Key(Path, entry.Key);
        return NodeJson.ToElement(entry.Value, resolve ? node => _context.Resolve(node, path) : null);
    }
}
