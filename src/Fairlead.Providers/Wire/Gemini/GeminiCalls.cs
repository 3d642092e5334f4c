using System.Globalization;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Finds the call a result belongs to. Older models and many clients give calls no ids: then the name and the order say it.</summary>
internal sealed class GeminiCalls
{
    private readonly List<(string Id, string Name)> _open = [];
    private int _made;

    /// <summary>Notes a call.</summary>
    /// <returns>Its id: its own, or one that is made up.</returns>
    public string Called(string? id, string name)
    {
        _made++;
        id ??= string.Create(CultureInfo.InvariantCulture, $"call_{_made}");
        _open.Add((id, name));
        return id;
    }

    /// <summary>The id of the call a result belongs to.</summary>
    /// <param name="id">The result's; null where it has none.</param>
    /// <param name="name">The function's name.</param>
    public string Answered(string? id, string name)
    {
        var at = id is null ? _open.FindIndex(call => call.Name == name) : _open.FindIndex(call => call.Id == id);
        if (at < 0)
        {
            return id ?? name;
        }

        var found = _open[at].Id;
        _open.RemoveAt(at);
        return found;
    }
}
