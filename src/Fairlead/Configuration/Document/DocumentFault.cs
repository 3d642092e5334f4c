namespace Fairlead.Configuration.Document;

/// <summary>Why a text is no document at all; the one thing that ends reading at the first finding.</summary>
/// <param name="Line">Line from 1; 0 where there is none.</param>
/// <param name="Column">Column from 1; 0 where there is none.</param>
/// <param name="Message">What is wrong, without the text around it.</param>
/// <param name="Mend">What to write instead, where it can be told.</param>
internal sealed record DocumentFault(int Line, int Column, string Message, string? Mend = null);

/// <summary>A tree, or the fault that kept it from being read, and what to warn of in either case.</summary>
/// <param name="Root">The tree; null when there is a fault.</param>
/// <param name="Fault">The fault.</param>
/// <param name="Repeated">Keys written more than once: path, the later entry, and the line of the one it replaces.</param>
internal sealed record DocumentResult(ConfigNode? Root, DocumentFault? Fault, IReadOnlyList<RepeatedKey> Repeated);

/// <summary>A key that stands twice in one map.</summary>
/// <param name="Key">The key.</param>
/// <param name="Line">Line of the later one.</param>
/// <param name="Column">Column of the later one.</param>
/// <param name="FirstLine">Line of the one it replaces.</param>
internal readonly record struct RepeatedKey(string Key, int Line, int Column, int FirstLine);

/// <summary>Bounds on what a document may hold.</summary>
internal static class DocumentLimits
{
    /// <summary>Deepest nesting: configurations need eight levels; 64 is <see cref="System.Text.Json.Utf8JsonReader"/>'s own default.</summary>
    public const int Depth = 64;

    /// <summary>Most values, aliases counted as often as they are used: ten thousand deployments of twenty keys, and no room for nested aliases that grow without end.</summary>
    public const long Nodes = 250_000;
}
