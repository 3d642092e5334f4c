namespace Fairlead.Configuration.Document;

/// <summary>What a value of a document is.</summary>
internal enum NodeKind
{
    /// <summary>Nothing: <c>null</c>, <c>~</c>, or a key without a value.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A number, whole or not.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Keys and values.</summary>
    Map,

    /// <summary>Values in a row.</summary>
    List,
}

/// <summary>One value of a document and where it stands: the same tree for YAML, JSON and <c>IConfiguration</c>.</summary>
internal sealed class ConfigNode
{
    private ConfigNode(NodeKind kind, int line, int column, string text, ConfigNode[] items, ConfigEntry[] entries, long size)
    {
        Kind = kind;
        Line = line;
        Column = column;
        Scalar = text;
        Items = items;
        Entries = entries;
        Size = size;
    }

    public NodeKind Kind { get; }

    /// <summary>Line from 1; 0 where the source has none.</summary>
    public int Line { get; }

    /// <summary>Column from 1; 0 where the source has none.</summary>
    public int Column { get; }

    /// <summary>A scalar as written, without quotes; empty for lists and maps.</summary>
    public string Scalar { get; }

    public ConfigNode[] Items { get; }

    public ConfigEntry[] Entries { get; }

    /// <summary>Nodes of the tree below, aliases counted as often as they are used.</summary>
    public long Size { get; }

    public bool IsScalar => Kind is NodeKind.Null or NodeKind.Boolean or NodeKind.Number or NodeKind.Text;

    /// <summary>What it is, for "expected …, found …"; never its value, which may be a secret in the wrong place.</summary>
    public string KindName => Kind switch
    {
        NodeKind.Null => "nothing",
        NodeKind.Boolean => "true or false",
        NodeKind.Number => "a number",
        NodeKind.Text => "text",
        NodeKind.Map => "a mapping",
        _ => "a list",
    };

    /// <summary>A scalar of a kind already known.</summary>
    public static ConfigNode OfKind(NodeKind kind, string text, int line, int column) => new(kind, line, column, text, [], [], 1);

    /// <summary>An unquoted scalar, whose form tells its kind.</summary>
    public static ConfigNode Plain(string text, int line, int column) => new(CoreSchema.KindOf(text), line, column, text, [], [], 1);

    public static ConfigNode List(ConfigNode[] items, int line, int column)
    {
        var size = 1L;
        foreach (var item in items)
        {
            size += item.Size;
        }

        return new(NodeKind.List, line, column, "", items, [], size);
    }

    public static ConfigNode Map(ConfigEntry[] entries, int line, int column)
    {
        var size = 1L;
        foreach (var entry in entries)
        {
            size += entry.Value.Size;
        }

        return new(NodeKind.Map, line, column, "", [], entries, size);
    }
}

/// <summary>One key of a map and its value; line and column are the key's.</summary>
internal readonly record struct ConfigEntry(string Key, int Line, int Column, ConfigNode Value);
