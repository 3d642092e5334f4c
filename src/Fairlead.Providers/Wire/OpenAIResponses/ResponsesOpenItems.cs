using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>The items of a stream that have begun and not ended: events name them by their number in the output, and by their id.</summary>
internal sealed class ResponsesOpenItems
{
    private readonly List<ResponsesOpenItem> _open = [];
    private int _calls;

    /// <summary>Whether there were calls of the client's tools.</summary>
    public bool HadCalls => _calls > 0;

    /// <summary>Notes an item that begins; null where it has no type.</summary>
    /// <param name="root">The event.</param>
    /// <param name="item">The item.</param>
    public ResponsesOpenItem? Begin(JsonElement root, JsonElement item)
    {
        if (item.Text("type"u8) is not { } type)
        {
            return null;
        }

        var isCall = type is "function_call" or "custom_tool_call";
        var open = new ResponsesOpenItem
        {
            Index = root.Number("output_index"u8) ?? -1,
            Id = item.Text("id"u8),
            IsCall = isCall,
            IsCustom = type == "custom_tool_call",
            Tool = isCall ? _calls++ : -1,
        };
        _open.Add(open);
        return open;
    }

    /// <summary>The item an event is about; null where none is.</summary>
    public ResponsesOpenItem? Find(JsonElement root)
    {
        var index = root.Number("output_index"u8);
        var id = root.Text("item_id"u8) ?? (root.TryObject("item"u8, out var item) ? item.Text("id"u8) : null);
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            // Some imitators give an item another id at its end.
            if (index is not null ? _open[i].Index == index : id is not null && _open[i].Id == id)
            {
                return _open[i];
            }
        }

        return null;
    }

    /// <summary>An item has ended.</summary>
    public void End(ResponsesOpenItem item) => _open.Remove(item);
}

/// <summary>An item of a stream that has begun.</summary>
internal sealed class ResponsesOpenItem
{
    /// <summary>Its number in the output; -1 where the stream gives none.</summary>
    public required long Index { get; init; }

    /// <summary>Its id; null where the stream gives none.</summary>
    public string? Id { get; init; }

    /// <summary>It calls a tool of the client's.</summary>
    public bool IsCall { get; init; }

    /// <summary>The tool takes free text.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Which of the answer's calls, from 0; -1 for none.</summary>
    public int Tool { get; init; }

    /// <summary>Something of its text, thought or arguments has come.</summary>
    public bool HasText { get; set; }

    /// <summary>Its thoughts come as a summary (true) or as they are (false); null before the first.</summary>
    public bool? ShowsSummary { get; set; }

    /// <summary>The part of its thoughts that came last.</summary>
    public int Part { get; set; }
}
