using System.Globalization;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>
/// Ids for calls that have none, as Ollama had it before 2025-10: always the same ones for the same conversation. A result names its call by its id, by its tool's
/// name, or by its place.
/// </summary>
internal sealed class OllamaCallIds
{
    private readonly List<(string Id, string Name)> _open = [];
    private int _count;

    /// <summary>Another turn of the assistant begins: calls before it that nobody answered are none of it.</summary>
    public void NewTurn() => _open.Clear();

    /// <summary>The id of the next call.</summary>
    /// <param name="id">Its own; empty for none.</param>
    /// <param name="name">The tool's name.</param>
    public string Called(string id, string name)
    {
        var made = id.Length > 0 ? id : New();
        _open.Add((made, name));
        return made;
    }

    /// <summary>The id of the call that a result is of.</summary>
    /// <param name="id">The id it names; null for none.</param>
    /// <param name="name">The tool it names; null for none.</param>
    public string Answered(string? id, string? name)
    {
        var at = id is not null ? _open.FindIndex(call => call.Id == id)
            : name is not null ? _open.FindIndex(call => call.Name == name)
            : _open.Count > 0 ? 0 : -1;
        if (at < 0)
        {
            return id ?? New();
        }

        var found = _open[at].Id;
        _open.RemoveAt(at);
        return found;
    }

    private string New() => string.Create(CultureInfo.InvariantCulture, $"call_{_count++}");
}
