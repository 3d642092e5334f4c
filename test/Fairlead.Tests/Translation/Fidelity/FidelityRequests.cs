using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>What requests can say: the rows of the first table.</summary>
internal static class FidelityRequests
{
    private const string Png = "iVBORw0KGgo=";

    private static readonly RawJson Schema = RawJson.Of("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

    public static IReadOnlyList<RequestFeature> All { get; } =
    [
        .. FidelityMedia.Requests,
        Turns("text", static c => c.Turns[0] = Said(Role.User, new TextPart(Text("Hello")))),
        Turns("system prompt", static c => c.Turns.Insert(0, Said(Role.System, new TextPart(Text("Be brief."))))),
        Turns("instructions amid the conversation", static c => c.Turns.Add(Said(Role.System, new TextPart(Text("Now in French."))))),
        Turns("history", static c => c.Turns.AddRange([Said(Role.Assistant, new TextPart(Text("Hi"))), Said(Role.User, new TextPart(Text("And?")))])),
        new("name of the speaker", static (c, _) => c.Turns.Add(new Turn(Role.User) { Name = "ann", Parts = { new TextPart(Text("Hi")) } }), static c => c.Turns.Find(static turn => turn.Name is not null)?.Name),
        Tools("functions", new ToolDefinition { Name = "weather", Description = "Tells it.", Schema = Schema }),
        new("strict functions", static (c, _) => c.Tools.Add(new ToolDefinition { Name = "weather", Schema = Schema, Strict = true }), static c => c.Tools.Find(static tool => tool.Strict == true)?.Name),
        Tools("tools that take free text", new ToolDefinition { Kind = ToolKind.Custom, Name = "code" }),
        Tools("tools whose text follows a grammar", new ToolDefinition { Kind = ToolKind.Custom, Name = "code", Schema = RawJson.Of("""{"type":"grammar","grammar":{"syntax":"lark","definition":"start: /x/"}}""") }),
        new("the vendor's web search", static (c, _) => c.Tools.Add(new ToolDefinition { Kind = ToolKind.WebSearch }), static c => c.Tools.Exists(static tool => tool.Kind == ToolKind.WebSearch) ? "web search" : null),
        Choice("tool choice: none", new ToolChoice(ToolMode.None)),
        Choice("tool choice: any", new ToolChoice(ToolMode.Required)),
        Choice("tool choice: one by name", new ToolChoice(ToolMode.Named, "weather")),
        Choice("tool choice: some of them", new ToolChoice(ToolMode.Required) { Allowed = ["weather"] }),
        new("one tool call at a time", static (c, _) =>
        {
            Tooled(c).Tools.Add(new ToolDefinition { Name = "other", Schema = Schema });
            c.ParallelToolCalls = false;
        }, static c => c.ParallelToolCalls?.ToString()),
        Turns("tool call and result", static c => Called(c, new TextPart(Text("sunny")))),
        Turns("several calls at once and their results", static c =>
        {
            Tooled(c).Turns.Add(Said(Role.Assistant, Call("c1", "Rome"), Call("c2", "Oslo")));
            c.Turns.Add(Said(Role.Tool, Result("c1", new TextPart(Text("sunny"))), Result("c2", new TextPart(Text("snow")))));
        }),
        Turns("tool result that is an error", static c => Called(c, new TextPart(Text("no such city")), isError: true)),
        Turns("tool result with a picture", static c => Called(c, new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = Text(Png) })),
        Signed("thought signed by the upstream's vendor", isEncrypted: false),
        Signed("encrypted thought of the upstream's vendor", isEncrypted: true),
        Scalar("reasoning effort", static c => c.Reasoning = new ReasoningRequest { Effort = "high" }, Reasoning) with { Thinks = true },
        Scalar("reasoning budget in tokens", static c => { c.Reasoning = new ReasoningRequest { BudgetTokens = 2048 }; c.MaxOutputTokens = 4096; }, Reasoning) with { Thinks = true },
        Scalar("answer in JSON", static c => c.Output = new OutputFormat(OutputKind.Json), static c => c.Output?.Kind),
        new("answer by a JSON schema", static (c, _) => c.Output = new OutputFormat(OutputKind.Schema) { Name = "city", Schema = Schema, Strict = true }, static c => c.Output is { Kind: OutputKind.Schema } output ? CanonicalJson.Of(output.Schema) : null),
        Scalar("most tokens of the answer", static c => c.MaxOutputTokens = 77, static c => c.MaxOutputTokens),
        Scalar("temperature", static c => c.Temperature = 0.5, static c => c.Temperature),
        Scalar("`top_p`", static c => c.TopP = 0.25, static c => c.TopP),
        Scalar("`top_k`", static c => c.TopK = 40, static c => c.TopK),
        Scalar("stop texts", static c => c.Stop.AddRange(["END", "STOP"]), static c => c.Stop.Count == 0 ? null : string.Join(',', c.Stop)),
        Scalar("seed", static c => c.Seed = 7, static c => c.Seed),
        Scalar("presence and frequency penalty", static c => { c.PresencePenalty = 0.5; c.FrequencyPenalty = 0.25; }, static c => c.PresencePenalty is null && c.FrequencyPenalty is null ? null : $"{c.PresencePenalty} {c.FrequencyPenalty}"),
        Scalar("log probabilities", static c => { c.Logprobs = true; c.TopLogprobs = 2; }, static c => c.Logprobs == true ? $"{c.TopLogprobs}" : null),
        Scalar("several answers (`n`)", static c => c.Choices = 2, static c => c.Choices),
        Scalar("verbosity", static c => c.Verbosity = "low", static c => c.Verbosity) with { Thinks = true },
        Scalar("end user", static c => c.User = "user-1", static c => c.User),
        Scalar("metadata", static c => c.Metadata = RawJson.Of("""{"team":"a"}"""), static c => c.Metadata.IsEmpty ? null : c.Metadata),
        Scalar("service tier", static c => c.ServiceTier = "priority", static c => c.ServiceTier),
        new("cache mark on the prompt", static (c, _) => c.Turns.Insert(0, Said(Role.System, new TextPart(Text("Long.")) { CacheControl = RawJson.Of("""{"type":"ephemeral"}""") })), static c => c.Turns.SelectMany(static turn => turn.Parts).Any(static part => !part.CacheControl.IsEmpty) ? "mark" : null),
        new("member that nobody knows", static (c, _) => c.Extras.Add(new ExtraMember("vendor_option", RawJson.Of("1"), IsKnown: false)), static c => c.Extras.Exists(static extra => extra.Name == "vendor_option") ? "there" : null),
    ];

    public static Utf8Text Text(string text) => Utf8Text.Of(text);

    public static Turn Said(Role role, params ReadOnlySpan<Part> parts)
    {
        var turn = new Turn(role);
        turn.Parts.AddRange(parts);
        return turn;
    }

    private static string? Reasoning(Conversation conversation) => conversation.Reasoning switch
    {
        { Effort: { } effort } => $"effort {effort}",
        { BudgetTokens: { } budget } => $"{budget} tokens",
        { IsAdaptive: true } => "adaptive",
        _ => null,
    };

    private static RequestFeature Turns(string name, Action<Conversation> say) => new(name, (c, _) => say(c), FidelityText.Turns);

    private static RequestFeature Scalar(string name, Action<Conversation> say, Func<Conversation, object?> see) => new(name, (c, _) => say(c), c => see(c)?.ToString());

    private static RequestFeature Tools(string name, ToolDefinition tool) =>
        new(name, (c, _) => c.Tools.Add(tool), static c => c.Tools is [var seen] ? $"{seen.Kind} {seen.Name} {seen.Description} {CanonicalJson.Of(seen.Schema)}" : null);

    private static RequestFeature Choice(string name, ToolChoice choice) => new(
        name,
        (c, _) =>
        {
            Tooled(c).Tools.Add(new ToolDefinition { Name = "other", Schema = Schema });
            c.ToolChoice = choice;
        },
        static c => c.Tools.Count == 0 ? "None" // nothing to call
            : c.ToolChoice is { } seen ? $"{seen.Mode} {seen.Name} {string.Join(',', seen.Allowed ?? [])}".TrimEnd() : null);

    private static RequestFeature Signed(string name, bool isEncrypted) => new(
        name,
        (c, target) =>
        {
            Tooled(c).Reasoning = new ReasoningRequest { Effort = "low" };
            var state = new SignedState(target.Dialect.Signs, Text("c2lnbmVk"));
            c.Turns.Add(Said(Role.Assistant, new ReasoningPart(Text(isEncrypted ? "" : "Hm.")) { IsEncrypted = isEncrypted, Signature = state }, Call("c1", "Rome")));
            c.Turns.Add(Said(Role.Tool, Result("c1", new TextPart(Text("sunny")))));
        },
        static c => c.Turns.SelectMany(static turn => turn.Parts).OfType<ReasoningPart>().FirstOrDefault(static part => part.Signature.IsPresent) is { } part ? $"{part.Text} {part.IsEncrypted} {part.Signature.By}" : null)
    {
        Thinks = true,
        OnlyIf = static target => target.Dialect.Signs != SignedBy.None,
    };

    private static Conversation Tooled(Conversation conversation)
    {
        conversation.Tools.Add(new ToolDefinition { Name = "weather", Description = "Tells it.", Schema = Schema });
        return conversation;
    }

    private static void Called(Conversation conversation, Part result, bool isError = false)
    {
        Tooled(conversation).Turns.Add(Said(Role.Assistant, Call("c1", "Rome")));
        conversation.Turns.Add(Said(Role.Tool, Result("c1", result, isError)));
    }

    private static ToolCallPart Call(string id, string city) => new(id, "weather", Text($$"""{"city":"{{city}}"}"""));

    private static ToolResultPart Result(string id, Part content, bool isError = false)
    {
        var result = new ToolResultPart(id) { Name = "weather", IsError = isError };
        result.Content.Add(content);
        return result;
    }
}
