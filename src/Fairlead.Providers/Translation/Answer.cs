namespace Fairlead.Providers.Translation;

/// <summary>An answer in no vendor's format.</summary>
internal sealed class Answer
{
    /// <summary>Its id; empty where the vendor gives none.</summary>
    public string Id { get; set; } = "";

    /// <summary>The model that answered, as it names itself; empty where it does not.</summary>
    public string Model { get; set; } = "";

    /// <summary>When, in seconds since 1970; 0 where it does not say.</summary>
    public long Created { get; set; }

    /// <summary>The answers; one for most requests.</summary>
    public List<AnswerChoice> Choices { get; } = [];

    /// <summary>What was used; null where the vendor does not say.</summary>
    public AnswerUsage? Usage { get; set; }

    /// <summary>The tier it was served by.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>Members that have no place above.</summary>
    public List<ExtraMember> Extras { get; } = [];
}

/// <summary>One of an answer's choices.</summary>
internal sealed class AnswerChoice
{
    /// <summary>What it says, in order.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>Why it ended.</summary>
    public FinishReason Finish { get; set; }

    /// <summary>The same in the vendor's word; null where it is none.</summary>
    public string? NativeFinish { get; set; }

    /// <summary>The stop text that ended it; null where none did or the vendor does not say.</summary>
    public string? StopSequence { get; set; }

    /// <summary>Members of the message that have no place above.</summary>
    public List<ExtraMember> Extras { get; } = [];

    /// <summary>The tokens' probabilities in OpenAI's form (an array of <c>{token,logprob,bytes,top_logprobs}</c>); empty for none.</summary>
    public RawJson Logprobs { get; set; }
}
