namespace Fairlead.Gateway.Stored;

/// <summary>An answer that is kept, and what it answered.</summary>
/// <param name="caller">Whose it is; nobody else is told of it.</param>
/// <param name="id">Its id.</param>
/// <param name="previous">The answer it continues; null where it begins a conversation.</param>
/// <param name="input">The request's <c>input</c> as JSON, with the items it referred to in their places.</param>
/// <param name="answer">The answer as JSON.</param>
/// <param name="items">The items of its output.</param>
internal sealed class StoredAnswer(string caller, string id, StoredAnswer? previous, ReadOnlyMemory<byte> input, ReadOnlyMemory<byte> answer, IReadOnlyList<StoredItem> items)
{
    /// <summary>What an answer and each of its items cost beside their texts: the objects around them.</summary>
    private const int EntryBytes = 256;

    private ReadOnlyMemory<byte> _input = input;
    private ReadOnlyMemory<byte> _answer = answer;
    private IReadOnlyList<StoredItem> _items = items;
    private StoredAnswer? _previous = previous;

    /// <summary>Whose it is.</summary>
    public string Caller { get; } = caller;

    /// <summary>Its id.</summary>
    public string Id { get; } = id;

    /// <summary>Bytes it takes; those before it count for themselves.</summary>
    public long Size { get; } = input.Length + answer.Length + EntryBytes * (items.Count + 1L);

    /// <summary>When it was given or last referred to, as a timestamp. The store's own.</summary>
    public long LastUse { get; set; }

    /// <summary>It has expired or was deleted: nothing of it is left, and what continued it cannot be continued.</summary>
    public bool IsGone { get; private set; }

    /// <inheritdoc cref="StoredAnswer(string, string, StoredAnswer, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, IReadOnlyList{StoredItem})" path="/param[@name='previous']"/>
    public StoredAnswer? Previous => _previous;

    /// <summary>The request's <c>input</c>: a text or a list.</summary>
    public ReadOnlyMemory<byte> Input => _input;

    /// <summary>The answer.</summary>
    public ReadOnlyMemory<byte> Answer => _answer;

    /// <summary>The items of its output.</summary>
    public IReadOnlyList<StoredItem> Items => _items;

    /// <summary>Lets go of everything: later answers still point here.</summary>
    public void Forget()
    {
        IsGone = true;
        _input = _answer = default;
        _items = [];
        _previous = null;
    }
}

/// <summary>An item of an answer's output.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">The item: a part of the answer's bytes.</param>
internal readonly record struct StoredItem(string Id, ReadOnlyMemory<byte> Json);
