using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>What kind of item of an answer's output.</summary>
internal enum ResponsesItemKind
{
    /// <summary>What the model says: texts and refusals.</summary>
    Message,

    /// <summary>What it thinks.</summary>
    Reasoning,

    /// <summary>A call of a tool of the client's.</summary>
    Call,

    /// <summary>A picture it drew.</summary>
    Image,

    /// <summary>Something only this format knows, as it came.</summary>
    Opaque,
}

/// <summary>One item of an answer's output.</summary>
/// <param name="kind">What kind.</param>
/// <param name="id">Its id.</param>
/// <param name="index">Which item of the output, from 0.</param>
internal sealed class ResponsesItem(ResponsesItemKind kind, string id, int index)
{
    /// <summary>What kind.</summary>
    public ResponsesItemKind Kind { get; } = kind;

    /// <summary>Its id.</summary>
    public string Id { get; } = id;

    /// <summary>Which item of the output, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>What it holds: a message's parts, one for all other kinds; none while it has just begun.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>The probabilities of a message's tokens.</summary>
    public RawJson Logprobs { get; set; }

    /// <summary>The answer was cut amid it.</summary>
    public bool IsCut { get; set; }

    /// <summary>A new item.</summary>
    /// <param name="kind">What kind.</param>
    /// <param name="target">Whom the answer is for: its ids are made from the answer's.</param>
    /// <param name="index">Which item of the output.</param>
    /// <param name="known">The vendor's own id of it; null for none.</param>
    /// <param name="custom">It is a call of a custom tool.</param>
    public static ResponsesItem New(ResponsesItemKind kind, AnswerTarget target, int index, string? known = null, bool custom = false)
    {
        var prefix = kind switch
        {
            ResponsesItemKind.Message => "msg",
            ResponsesItemKind.Reasoning => "rs",
            ResponsesItemKind.Call => custom ? "ctc" : "fc",
            ResponsesItemKind.Image => "ig",
            _ => "item",
        };
        return new ResponsesItem(kind, known is not null && known.StartsWith(prefix + "_", StringComparison.Ordinal) ? known : $"{prefix}_{target.Id}_{index}", index);
    }
}
