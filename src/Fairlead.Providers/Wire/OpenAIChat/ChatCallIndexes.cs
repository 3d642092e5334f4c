namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>
/// The running numbers of a choice's calls. Servers number them from 1, leave gaps, leave the number out, or give parallel calls the same one:
/// then a new id begins a new call.
/// </summary>
internal sealed class ChatCallIndexes
{
    private readonly List<(int Index, string? Id)> _calls = [];

    /// <summary>The number of the call a fragment belongs to.</summary>
    /// <param name="index">The server's number; null where it gives none.</param>
    /// <param name="id">The fragment's id; null for most after the first.</param>
    /// <param name="isNew">Whether it begins the call.</param>
    public int Of(int? index, string? id, out bool isNew)
    {
        isNew = false;
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            var known = _calls[i];
            if (index is null ? id is null || id == known.Id : known.Index == index && (id is null || known.Id is null || id == known.Id))
            {
                return i;
            }
        }

        isNew = true;
        _calls.Add((index ?? _calls.Count, id));
        return _calls.Count - 1;
    }
}
