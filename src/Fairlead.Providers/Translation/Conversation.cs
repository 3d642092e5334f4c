namespace Fairlead.Providers.Translation;

/// <summary>
/// A request in no vendor's format: what every format's request is read into and written from. Null and empty mean that the request does not say.
/// </summary>
/// <remarks>Its texts are slices of the body it was read from: it lives no longer than that.</remarks>
internal sealed class Conversation
{
    /// <summary>The <see cref="Dialect.Name"/> it was read from; <c>ext.ai</c> for Microsoft.Extensions.AI.</summary>
    public required string Source { get; init; }

    /// <summary>The messages, instructions among them. Instructions that stand first are the system prompt.</summary>
    public List<Turn> Turns { get; } = [];

    /// <summary>The tools.</summary>
    public List<ToolDefinition> Tools { get; } = [];

    /// <summary>Which of them to call.</summary>
    public ToolChoice? ToolChoice { get; set; }

    /// <summary>Whether several may be called at once.</summary>
    public bool? ParallelToolCalls { get; set; }

    /// <summary>Most tokens of the answer, thoughts included where the vendor counts them so.</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>0 to 2 as OpenAI has it; vendors with another range say so in their writer.</summary>
    public double? Temperature { get; set; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; set; }

    /// <summary>From 1.</summary>
    public int? TopK { get; set; }

    /// <summary>-2 to 2.</summary>
    public double? PresencePenalty { get; set; }

    /// <summary>-2 to 2.</summary>
    public double? FrequencyPenalty { get; set; }

    /// <summary>Asks for the same answer to the same request.</summary>
    public long? Seed { get; set; }

    /// <summary>Texts that end the answer.</summary>
    public List<string> Stop { get; } = [];

    /// <summary>How many answers.</summary>
    public int? Choices { get; set; }

    /// <summary>Whether the tokens' probabilities are wanted.</summary>
    public bool? Logprobs { get; set; }

    /// <summary>How many alternatives of each token.</summary>
    public int? TopLogprobs { get; set; }

    /// <summary>The form of the answer.</summary>
    public OutputFormat? Output { get; set; }

    /// <summary>How much to think.</summary>
    public ReasoningRequest? Reasoning { get; set; }

    /// <summary>How wordy to be (<c>low</c>, <c>medium</c>, <c>high</c>).</summary>
    public string? Verbosity { get; set; }

    /// <summary>Who the end user is, as far as the vendor may know.</summary>
    public string? User { get; set; }

    /// <summary>Which tier of service (<c>auto</c>, <c>default</c>, <c>flex</c>, <c>priority</c>).</summary>
    public string? ServiceTier { get; set; }

    /// <summary>Key and value pairs kept with the request at the vendor's; an object, empty for none.</summary>
    public RawJson Metadata { get; set; }

    /// <summary>Whether the answer is streamed.</summary>
    public bool Stream { get; set; }

    /// <summary>Whether the client wants the usage at the end of a stream where its format leaves it out otherwise.</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>
    /// Members that have no place above: those the source format defines and others do not (<see cref="ExtraMember.IsKnown"/>), and those nobody here knows.
    /// </summary>
    public List<ExtraMember> Extras { get; } = [];

    /// <summary>What only its own format can say, and how grave it is that no other can: state that the vendor keeps, how it runs the request.</summary>
    public List<BoundMember> Bound { get; } = [];

    /// <summary>A copy whose settings can be changed; the messages themselves are shared.</summary>
    public Conversation Copy()
    {
        var copy = new Conversation
        {
            Source = Source,
            ToolChoice = ToolChoice,
            ParallelToolCalls = ParallelToolCalls,
            MaxOutputTokens = MaxOutputTokens,
            Temperature = Temperature,
            TopP = TopP,
            TopK = TopK,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            Seed = Seed,
            Choices = Choices,
            Logprobs = Logprobs,
            TopLogprobs = TopLogprobs,
            Output = Output,
            Reasoning = Reasoning,
            Verbosity = Verbosity,
            User = User,
            ServiceTier = ServiceTier,
            Metadata = Metadata,
            Stream = Stream,
            IncludeUsage = IncludeUsage,
        };
        copy.Turns.AddRange(Turns);
        copy.Tools.AddRange(Tools);
        copy.Stop.AddRange(Stop);
        copy.Extras.AddRange(Extras);
        copy.Bound.AddRange(Bound);
        return copy;
    }
}

/// <summary>A member of a request that has no place in <see cref="Conversation"/>.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsKnown">The source format defines it; else it is a vendor's own, or new.</param>
/// <param name="IsForTarget">It was configured for the deployment that is called: sent as it is, whatever format the deployment speaks.</param>
internal readonly record struct ExtraMember(string Name, RawJson Value, bool IsKnown, bool IsForTarget = false);

/// <summary>A member of a request that its own format alone has a place for.</summary>
/// <param name="Name">Its name on the wire, or where in the request it stands.</param>
/// <param name="Value">Its value; empty where it is part of something that is written anyway.</param>
/// <param name="Loss">How grave it is to leave it out.</param>
/// <param name="Why">Why another format cannot have it, for people.</param>
internal readonly record struct BoundMember(string Name, RawJson Value, LossKind Loss, string Why)
{
    /// <inheritdoc cref="Loss.Error"/>
    public AnswerError? Error { get; init; }
}
