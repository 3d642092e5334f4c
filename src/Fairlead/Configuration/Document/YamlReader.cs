using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fairlead.Configuration.Document;

/// <summary>Reads YAML into a positioned tree, from the parser's events alone: the serializer of the package needs reflection.</summary>
internal sealed class YamlReader
{
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, ConfigNode> _anchors = [];
    private readonly List<RepeatedKey> _repeated = [];

    private YamlReader(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Reads one document.</summary>
    /// <param name="text">The document.</param>
    public static DocumentResult Read(string text)
    {
        var reader = new YamlReader(text);
        try
        {
            return new DocumentResult(reader.ReadDocument(), null, reader._repeated);
        }
        catch (FaultException fault)
        {
            return new DocumentResult(null, fault.Fault, reader._repeated);
        }
        catch (YamlException exception)
        {
            return new DocumentResult(null, YamlFault.Of(text, exception), reader._repeated);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // Boundary: the package's scanner, which answers some broken texts with such exceptions instead of its own.
            return new DocumentResult(null, YamlFault.At(reader._parser.Current?.End ?? Mark.Empty), reader._repeated);
        }
    }

    private ConfigNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return ConfigNode.OfKind(NodeKind.Null, "", 1, 1);
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out _))
        {
            throw Fault(_parser.Current?.Start ?? Mark.Empty, "a second document begins here; one was expected");
        }

        return root;
    }

    private ConfigNode ReadNode(int depth)
    {
        if (depth > DocumentLimits.Depth)
        {
            throw Fault(_parser.Current?.Start ?? Mark.Empty, $"nested deeper than {DocumentLimits.Depth} levels");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            // The name is not repeated in the message: an unquoted secret that begins with * looks like one.
            return _anchors.TryGetValue(alias.Value, out var node) ? node : throw Fault(alias.Start, "alias (*) without an anchor (&) before it", "quote text that begins with '*'");
        }

        var start = _parser.Current?.Start ?? Mark.Empty;
        AnchorName anchor;
        ConfigNode read;
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            anchor = scalar.Anchor;
            RefuseLostText(scalar);
            read = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != "tag:yaml.org,2002:str")
                ? ConfigNode.Plain(scalar.Value, (int)start.Line, (int)start.Column)
                : ConfigNode.OfKind(NodeKind.Text, scalar.Value, (int)start.Line, (int)start.Column);
        }
        else if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            anchor = sequence.Anchor;
            read = ReadList(start, depth);
        }
        else
        {
            anchor = _parser.Consume<MappingStart>().Anchor;
            read = ReadMap(start, depth);
        }

        if (read.Size > DocumentLimits.Nodes)
        {
            throw Fault(start, $"more than {DocumentLimits.Nodes} values, aliases counted as often as they are used");
        }

        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = read;
        }

        return read;
    }

    /// <summary>An unquoted text that begins with <c>&amp;</c> or <c>!</c> is a name or a type to YAML, and its value nothing: a key so written would be lost without a word.</summary>
    private static void RefuseLostText(Scalar scalar)
    {
        var lost = scalar.Style == ScalarStyle.Plain && scalar.Value.Length == 0 && (!scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty);
        if (lost || (!scalar.Tag.IsEmpty && !scalar.Tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal)))
        {
            var (mark, meaning) = scalar.Tag.IsEmpty ? ('&', "a name") : ('!', "a type");
            throw Fault(scalar.Start, $"an unquoted '{mark}' begins {meaning} in YAML: the text would be lost", $"quote text that begins with '{mark}'");
        }
    }

    private ConfigNode ReadList(in Mark start, int depth)
    {
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return ConfigNode.List([.. items], (int)start.Line, (int)start.Column);
    }

    private ConfigNode ReadMap(in Mark start, int depth)
    {
        var map = new MapBuilder(_repeated);
        List<ConfigNode>? merged = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw Fault(_parser.Current?.Start ?? Mark.Empty, "expected a key, found a list, a mapping or an alias");
            }

            var value = ReadNode(depth + 1);
            if (key.Style == ScalarStyle.Plain && key.Value == "<<")
            {
                (merged ??= []).AddRange(Merged(value, key.Start));
                continue;
            }

            map.Add(new ConfigEntry(key.Value, (int)key.Start.Line, (int)key.Start.Column, value));
        }

        foreach (var other in merged ?? [])
        {
            map.Merge(other);
        }

        return map.Build((int)start.Line, (int)start.Column);
    }

    private static ConfigNode[] Merged(ConfigNode value, in Mark at)
    {
        ConfigNode[] maps = value.Kind == NodeKind.List ? value.Items : [value];
        return Array.TrueForAll(maps, map => map.Kind == NodeKind.Map)
            ? maps
            : throw Fault(at, "expected a mapping, or a list of mappings, to merge (<<)");
    }

    private static FaultException Fault(in Mark at, string message, string? mend = null) =>
        new(new DocumentFault((int)at.Line, (int)at.Column, message, mend));

    /// <summary>Leaves the recursion; caught in <see cref="Read"/> and never seen outside.</summary>
    private sealed class FaultException(DocumentFault fault) : Exception
    {
        public DocumentFault Fault { get; } = fault;
    }
}
