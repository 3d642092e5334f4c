namespace Fairlead.Providers.Translation;

/// <summary>What an event of an answer's stream is.</summary>
internal enum StreamEventKind
{
    /// <summary>The answer begins: <see cref="StreamEvent.Id"/>, <see cref="StreamEvent.Name"/> (the model), <see cref="StreamEvent.Created"/>. May come again with what was missing.</summary>
    Start,

    /// <summary>More text.</summary>
    Text,

    /// <summary>More thought.</summary>
    Reasoning,

    /// <summary>A thought as a whole that only its vendor can read: <see cref="StreamEvent.State"/>.</summary>
    EncryptedReasoning,

    /// <summary>More of a refusal.</summary>
    Refusal,

    /// <summary>A tool call begins: <see cref="StreamEvent.Id"/>, <see cref="StreamEvent.Name"/>.</summary>
    ToolCall,

    /// <summary>More of the arguments of the call <see cref="StreamEvent.Tool"/>.</summary>
    ToolArguments,

    /// <summary>The vendor's signature of the piece that came last: <see cref="StreamEvent.State"/>.</summary>
    Signature,

    /// <summary>The piece that came last is whole; what follows is another, even of the same kind. Formats without such a mark leave it out.</summary>
    PartEnd,

    /// <summary>What the text rests on: <see cref="StreamEvent.Citation"/>.</summary>
    Citation,

    /// <summary>The probabilities of the tokens since the last such event, in OpenAI's form, an array: <see cref="StreamEvent.Text"/>.</summary>
    Logprobs,

    /// <summary>A member that has no place in any other event: <see cref="StreamEvent.Name"/>, and its JSON as <see cref="StreamEvent.Text"/>. Of the answer as a whole where <see cref="StreamEvent.Choice"/> is -1.</summary>
    Extra,

    /// <summary>A whole piece of media (a picture the model drew), or more of a sound that has an id (<see cref="SoundPieces"/>): <see cref="StreamEvent.Part"/>.</summary>
    Media,

    /// <summary>A whole block that only its own format knows: <see cref="StreamEvent.Part"/>.</summary>
    Opaque,

    /// <summary>The choice ends: <see cref="StreamEvent.Finish"/>.</summary>
    Finish,

    /// <summary>What was used so far; the last one counts: <see cref="StreamEvent.Usage"/>.</summary>
    Usage,

    /// <summary>The stream failed: <see cref="StreamEvent.Error"/>. Nothing follows.</summary>
    Error,

    /// <summary>The stream is over.</summary>
    End,
}

/// <summary>One event of an answer's stream in no vendor's format. Its bytes are gone when whoever gets it returns.</summary>
internal readonly ref struct StreamEvent(StreamEventKind kind)
{
    /// <summary>What it is.</summary>
    public StreamEventKind Kind { get; } = kind;

    /// <summary>Which of several answers, from 0.</summary>
    public int Choice { get; init; }

    /// <summary>Which of the choice's tool calls, from 0.</summary>
    public int Tool { get; init; }

    /// <summary>UTF-8 text without escapes.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary>An id; null where there is none.</summary>
    public string? Id { get; init; }

    /// <summary>A name; null where there is none.</summary>
    public string? Name { get; init; }

    /// <summary>Seconds since 1970; 0 where it does not say.</summary>
    public long Created { get; init; }

    /// <summary>The tool takes free text.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Signed state.</summary>
    public SignedState State { get; init; }

    /// <summary>Why it ended.</summary>
    public FinishReason Finish { get; init; }

    /// <summary>The same in the vendor's word.</summary>
    public string? NativeFinish { get; init; }

    /// <summary>The stop text that ended it.</summary>
    public string? StopSequence { get; init; }

    /// <summary>What was used.</summary>
    public AnswerUsage Usage { get; init; }

    /// <summary>A citation.</summary>
    public Citation? Citation { get; init; }

    /// <summary>A whole piece.</summary>
    public Part? Part { get; init; }

    /// <summary>Why it failed.</summary>
    public AnswerError? Error { get; init; }
}
