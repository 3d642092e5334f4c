namespace Fairlead.Providers.Translation;

/// <summary>A piece of a message.</summary>
internal abstract class Part
{
    /// <summary>The marker that a prompt may be cached up to here, as Anthropic writes it (<c>{"type":"ephemeral"}</c>); empty for none.</summary>
    public RawJson CacheControl { get; init; }

    /// <summary>What the vendor signed about this piece, to be sent back with it unchanged; <see cref="SignedState.None"/> for none.</summary>
    public SignedState Signature { get; set; }
}

/// <summary>Text.</summary>
internal sealed class TextPart(Utf8Text text) : Part
{
    /// <summary>The text.</summary>
    public Utf8Text Text { get; } = text;

    /// <summary>What the text rests on; empty for most.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];
}

/// <summary>What the model thought. With a signature it can be given back to its vendor; without it is for people to read.</summary>
internal sealed class ReasoningPart(Utf8Text text) : Part
{
    /// <summary>The thought, or the vendor's summary of it; empty where the vendor shows neither.</summary>
    public Utf8Text Text { get; } = text;

    /// <summary>The whole thought, encrypted by the vendor, in <see cref="Part.Signature"/>; <see cref="Text"/> is at most a summary.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The vendor's id of this thought; null where it gives none.</summary>
    public string? Id { get; init; }
}

/// <summary>A refusal, in the model's words.</summary>
internal sealed class RefusalPart(Utf8Text text) : Part
{
    /// <summary>The words.</summary>
    public Utf8Text Text { get; } = text;
}

/// <summary>The model calls a tool.</summary>
internal sealed class ToolCallPart(string id, string name, Utf8Text arguments) : Part
{
    /// <summary>The call's id; empty where the vendor gave none.</summary>
    public string Id { get; } = id;

    /// <summary>The tool's name.</summary>
    public string Name { get; } = name;

    /// <summary>The arguments: the text of a JSON object, as far as the model kept to it; free text for a custom tool.</summary>
    public Utf8Text Arguments { get; } = arguments;

    /// <summary>The tool takes free text (OpenAI's custom tools).</summary>
    public bool IsCustom { get; init; }
}

/// <summary>What a tool gave back.</summary>
internal sealed class ToolResultPart(string callId) : Part
{
    /// <summary>The id of the call.</summary>
    public string CallId { get; } = callId;

    /// <summary>The tool's name, where the request says it.</summary>
    public string? Name { get; init; }

    /// <summary>The result: text and media.</summary>
    public List<Part> Content { get; } = [];

    /// <summary>The call failed, and the content says why.</summary>
    public bool IsError { get; init; }

    /// <summary>The tool took free text.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The same without content.</summary>
    public ToolResultPart Empty() => new(CallId) { Name = Name, IsError = IsError, IsCustom = IsCustom, CacheControl = CacheControl, Signature = Signature };
}

/// <summary>A block that only its own format knows (a server-side tool's call or result): it survives within that format.</summary>
internal sealed class OpaquePart(string dialect, RawJson json) : Part
{
    /// <summary>The <see cref="Translation.Dialect.Name"/> of its format.</summary>
    public string Dialect { get; } = dialect;

    /// <summary>The block.</summary>
    public RawJson Json { get; } = json;
}
