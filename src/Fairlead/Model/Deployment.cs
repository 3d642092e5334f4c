using Fairlead.Configuration;
using Fairlead.Costs;
using Fairlead.Limits;
using Fairlead.State;

namespace Fairlead.Model;

/// <summary>One deployment of one generation of the configuration: validated, immutable.</summary>
public sealed partial class Deployment
{
    /// <summary>What LiteLLM's users write before the name of a model that is called by OpenAI's Responses API: <c>openai/responses/o1-pro</c>.</summary>
    private const string ResponsesPrefix = "responses/";

    private readonly ModelCatalogue _catalogue;

    internal Deployment(string id, DeploymentConfig config, string provider, string upstreamModel, ModelCatalogue? catalogue = null)
    {
        Id = id;
        Config = config;
        Provider = provider;
        UpstreamModel = upstreamModel.StartsWith(ResponsesPrefix, StringComparison.Ordinal) ? upstreamModel[ResponsesPrefix.Length..] : upstreamModel;
        UsesResponses = config.Params.UseResponsesApi ?? (UpstreamModel.Length < upstreamModel.Length || config.Params.Model.Contains('/' + ResponsesPrefix, StringComparison.Ordinal) ? true : null);
        _catalogue = catalogue ?? ModelCatalogue.BuiltIn;
        Facts = PriceBook.Of(config, provider, UpstreamModel, _catalogue);
        Price = Facts.Price?.PerToken ?? TokenPrice.Unknown;
        Written = config.Params.Model;
        ModelName = config.ModelName;
        NameMarks = Model.NameMarks.Of(id) | Model.NameMarks.Of(Written) | Model.NameMarks.Of(ModelName);
        Lacks = DeploymentTraits.Lacks(config, Facts);
        MaxInputTokens = Facts.MaxInputTokens ?? int.MaxValue;
        OwnTimes = config.Params is { Timeout: null, StreamTimeout: null } ? null : config.Params;
        ToldBase = DeploymentTraits.Base(config);
        ToldRegion = DeploymentTraits.Region(config);
    }

    /// <summary>Its id: <c>model_info.id</c>, or a stable hash of group and parameters.</summary>
    public string Id { get; }

    /// <summary>The id of the configured deployment this one is, with a caller's own credentials in place of its own; null for a configured one.</summary>
    public string? OriginalId
    {
        get;
        private init
        {
            field = value;
            NameMarks |= Model.NameMarks.Of(value);
        }
    }

    /// <summary>The group it belongs to.</summary>
    public string ModelName { get; }

    /// <summary>Provider, by its canonical name, e.g. <c>openai</c>.</summary>
    public string Provider { get; }

    /// <summary>The provider's name of the model, without the prefix, e.g. <c>gpt-4</c>.</summary>
    public string UpstreamModel { get; }

    /// <summary>Whether it is called by OpenAI's Responses API for every request (true) or for none (false); null for whatever its provider has.</summary>
    internal bool? UsesResponses { get; }

    /// <summary>What the person wrote.</summary>
    public DeploymentConfig Config { get; }

    /// <summary>What the upstream side derives from this deployment once and keeps (URL, headers); its business alone.</summary>
    internal object? Upstream;

    /// <summary>Its base URL, as far as callers may see it: without user, password and query; null where none is written.</summary>
    internal string? ToldBase { get; }

    /// <summary>Its region, where one is written.</summary>
    internal string? ToldRegion { get; }

    /// <summary>What is learnt of it; shared by every generation that holds this identity.</summary>
    internal DeploymentState State { get; init; } = new();

    /// <summary>What is known of its model: what the person wrote over what the catalogue says.</summary>
    internal ModelFacts Facts { get; }

    /// <summary>Who waits for it and its like; null where nobody can.</summary>
    internal AdmissionQueue? Queue { get; set; }

    /// <summary>The names by which a request may block it.</summary>
    internal ulong NameMarks { get; private init; }

    /// <summary>The budgets it spends from; null when nobody has one.</summary>
    internal MemberBudgets? Budgets { get; init; }

    internal TokenPrice Price { get; }

    /// <summary>What a call cost in US dollars: its tokens where they have a price, else what was used besides. Null where nothing of it is known.</summary>
    internal double? Cost(int inputTokens, int outputTokens, int cachedTokens, int writtenTokens, CallUnits? units)
    {
        var tokens = inputTokens > 0 || outputTokens > 0 ? Facts.Price?.Cost(inputTokens, outputTokens, cachedTokens, writtenTokens) : null;
        return tokens > 0 || units is null ? tokens : PriceOf(units)?.Cost(units) ?? tokens;
    }

    /// <summary>Where its own times are written; null when it has none, so that an attempt need not look.</summary>
    internal DeploymentParams? OwnTimes { get; }

    /// <summary>The model as the person wrote it; here so that a filter looks at one object.</summary>
    internal string Written { get; }

    /// <summary>Somebody else can answer when it rests: its group has another member, or a fallback.</summary>
    internal bool HasAlternative { get; set; }

    /// <summary>Those that draw on the same quota; null when nobody else is known to.</summary>
    internal QuotaDomain? Quota { get; set; }

    /// <summary>Its name holds <c>*</c>: callers choose the upstream model.</summary>
    internal bool IsWildcard => IsPassThrough || ModelName.Contains('*', StringComparison.Ordinal);

    /// <summary>Nobody configured it: a caller named its provider and model (<c>pass_through_all_models</c>).</summary>
    internal bool IsPassThrough { get; init; }

    private UnitPrice? PriceOf(CallUnits units) =>
        Config.Params.UnitPrices ?? PriceBook.OfImage(Config, Provider, UpstreamModel, units, _catalogue) ?? Facts.Price?.Units;

    /// <summary>The same deployment for one of the names its wildcard covers.</summary>
    internal Deployment For(string provider, string upstreamModel) => Copy(Id, Config, provider, upstreamModel, State, Quota, Budgets?.For(provider));

    /// <summary>The same deployment under a caller's credentials: another one to everybody but the person who configured it. Who brings a key pays for it.</summary>
    internal Deployment Shadow(string id, DeploymentConfig config, DeploymentState state) => Copy(
        id, config, Provider, UpstreamModel, state, quota: null, ReferenceEquals(config.Params.ApiKey, Config.Params.ApiKey) ? Budgets : null, OriginalId ?? Id);

    private Deployment Copy(
        string id, DeploymentConfig config, string provider, string upstreamModel, DeploymentState state, QuotaDomain? quota, MemberBudgets? budgets, string? originalId = null) =>
        new(id, config, provider, upstreamModel, _catalogue)
        {
            State = state,
            Tags = Tags,
            HasDefaultTag = HasDefaultTag,
            UserAgents = UserAgents,
            Region = Region,
            Team = Team,
            AccessGroups = AccessGroups,
            HasAlternative = HasAlternative,
            Quota = quota,
            Budgets = budgets,
            OriginalId = originalId ?? OriginalId,
            Queue = Queue,
        };

    /// <inheritdoc />
    public override string ToString() => $"{Provider}/{UpstreamModel} ({Id})";
}
