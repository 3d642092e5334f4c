using System.Collections.Concurrent;
using System.Globalization;
using Fairlead.Configuration;
using Fairlead.Resolution;
using Fairlead.Selection;

namespace Fairlead.PreRouting;

/// <summary>Chooses a model for a request: by rule, by keyword, by score, or the default. One for each auto router of a generation.</summary>
internal sealed class AutoRouter
{
    private readonly AutoRouterConfig _config;
    private readonly ComplexityScorer _scorer;
    private readonly RuleWords[] _rules;
    private readonly RuleWords[] _keywordRules;
    private readonly ConcurrentDictionary<string, (NameResolver Names, ModelTarget Target)> _targets = new(StringComparer.Ordinal);

    public AutoRouter(string name, AutoRouterConfig config)
    {
        Name = name;
        _config = config;
        Utterances = config.Semantic is { } routes ? new Utterances(routes) : null;
        var words = new List<string>();
        _rules = [.. config.Rules.Select(rule => RuleWords.Of(rule, words))];
        _keywordRules = [.. config.KeywordRules.Select(rule => RuleWords.Of(rule, words))];
        _scorer = new ComplexityScorer(config, words);
        Default = config.DefaultModel ?? ModelsOf(ComplexityTier.Medium)[0];
    }

    public string Name { get; }

    /// <summary>The model for what nothing decides.</summary>
    public string Default { get; }

    /// <summary>The routes it chooses by what messages are like; null where it chooses by rule or score.</summary>
    public SemanticRoutes? Semantic => _config.Semantic;

    /// <summary>The vectors of their utterances; null where it has none.</summary>
    public Utterances? Utterances { get; }

    /// <summary>Every model it may choose.</summary>
    public static IEnumerable<string> Models(AutoRouterConfig config) =>
        config.Tiers.Values.SelectMany(static models => models)
            .Concat(config.Rules.Concat(config.KeywordRules).Select(static rule => rule.Model).OfType<string>())
            .Concat(config.Semantic?.Routes.Select(static route => route.Model) ?? [])
            .Concat(config.DefaultModel is { } model ? [model] : []);

    /// <summary>The target of a model chosen, as asked for by this router's name: its own fallbacks come first, then the model's.</summary>
    public ModelTarget? Target(PreRoute? choice, string requested, NameResolver names)
    {
        // A choice made by another auto router says nothing here: this one was turned to as a fallback.
        var model = choice is not null && choice.Router == Name ? choice.Model : Default;
        if (_targets.TryGetValue(model, out var kept) && kept.Names == names && kept.Target.Requested == requested)
        {
            return kept.Target;
        }

        if (names.ResolveOwn(model) is not { AutoRouter: null } found)
        {
            return null;
        }

        // What a model means may differ from team to team: the last one is kept.
        var target = new ModelTarget(names, requested, "auto-router", found.Group, found.Key);
        _targets[model] = (names, target);
        return target;
    }

    /// <summary>Chooses.</summary>
    public PreRoute Choose(in PromptView prompt, RandomSource random)
    {
        Span<bool> found = _scorer.Count <= 1024 ? stackalloc bool[_scorer.Count] : new bool[_scorer.Count];
        found.Clear();
        var (score, reasons) = _scorer.Look(prompt.Text, found);
        for (var i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].Holds(prompt, found))
            {
                var rule = _config.Rules[i];
                return Chosen(rule.Model, rule.Tier, $"rule {rule.Name ?? (i + 1).ToString(CultureInfo.InvariantCulture)}", null, random);
            }
        }

        AutoRouterRule? keyword = null;
        for (var i = 0; i < _keywordRules.Length; i++)
        {
            if (_keywordRules[i].Holds(prompt, found) && (keyword is null || _config.KeywordRules[i].Tier > keyword.Tier))
            {
                keyword = _config.KeywordRules[i];
            }
        }

        if (keyword is not null)
        {
            return Chosen(keyword.Model, keyword.Tier, "keywords", null, random);
        }

        return !_config.Scores ? new PreRoute(Name, Default, "default", null, null)
            : reasons ? Chosen(null, ComplexityTier.Reasoning, "reasoning", score, random)
            : Chosen(null, TierOf(score), "score", score, random);
    }

    private ComplexityTier TierOf(double score) =>
        score < _config.Boundaries.SimpleMedium ? ComplexityTier.Simple
        : score < _config.Boundaries.MediumComplex ? ComplexityTier.Medium
        : score < _config.Boundaries.ComplexReasoning ? ComplexityTier.Complex
        : ComplexityTier.Reasoning;

    private PreRoute Chosen(string? model, ComplexityTier? tier, string by, double? score, RandomSource random)
    {
        if (model is null)
        {
            var models = ModelsOf(tier!.Value);
            model = models[models.Count == 1 ? 0 : random.Next(models.Count)];
        }

        return new PreRoute(Name, model, by, tier, score);
    }

    /// <summary>A tier's models; where it has none, those of the next higher one that has, else of the next lower, else the default.</summary>
    private IReadOnlyList<string> ModelsOf(ComplexityTier tier)
    {
        for (var up = tier; up <= ComplexityTier.Reasoning; up++)
        {
            if (_config.Tiers.TryGetValue(up, out var models) && models.Count > 0)
            {
                return models;
            }
        }

        for (var down = tier; down >= ComplexityTier.Simple; down--)
        {
            if (_config.Tiers.TryGetValue(down, out var models) && models.Count > 0)
            {
                return models;
            }
        }

        return [_config.DefaultModel!];
    }
}
