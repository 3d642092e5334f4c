using Fairlead.Configuration;
using Fairlead.PreRouting;
using Fairlead.Resolution;

namespace Fairlead.Model;

/// <summary>Checks that the names settings speak of are somebody's.</summary>
internal sealed class NameChecks
{
    private readonly IReadOnlyList<DeploymentConfig> _models;
    private readonly RouterSettings _router;
    private readonly Findings _check;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly List<WildcardPattern> _patterns = [];

    public NameChecks(RouterConfig config, Findings check)
    {
        _models = config.ModelList;
        _router = config.Router;
        _check = check;
        foreach (var entry in config.ModelList)
        {
            _groups.Add(entry.ModelName);
            _names.Add(entry.ModelName);
            _names.Add(entry.Params.Model);
            if (entry.Info.Id is { } id)
            {
                _names.Add(id);
            }

            AddPattern(entry.ModelName);
            if (entry.Info.TeamPublicModelName is { } known)
            {
                _names.Add(known);
                AddPattern(known);
            }
        }
    }

    public void Run()
    {
        const string At = "router_settings";
        for (var i = 0; i < _models.Count; i++)
        {
            if (_models[i].Params.SilentModel is { } silent && !IsSomebody(silent))
            {
                _check.Warning($"model_list[{i}].litellm_params.silent_model", $"'{silent}' is no model_name of model_list: nothing is mirrored to it", Suggest.DidYouMean(silent, Known()));
            }

            if (_models[i].Params.AutoRouter?.Semantic is { } semantic && !IsSomebody(semantic.EmbeddingModel))
            {
                _check.Error($"model_list[{i}].litellm_params.auto_router_embedding_model", $"'{semantic.EmbeddingModel}' is no model_name of model_list", Suggest.DidYouMean(semantic.EmbeddingModel, Known()));
            }

            foreach (var model in _models[i].Params.AutoRouter is { } auto ? AutoRouter.Models(auto).Distinct() : [])
            {
                if (!IsSomebody(model))
                {
                    _check.Error($"model_list[{i}].litellm_params", $"chooses '{model}', which is no model_name of model_list", Suggest.DidYouMean(model, Known()));
                }
            }
        }

        foreach (var group in _router.GroupStrategies.Keys)
        {
            WarnUnlessGroup($"{At}.model_group_routing_strategy.{group}", group);
        }

        foreach (var group in _router.ModelGroupRetryPolicy.Keys)
        {
            if (!IsSomebody(group))
            {
                WarnUnlessGroup($"{At}.model_group_retry_policy.{group}", group);
            }
        }

        CheckLists($"{At}.fallbacks", _router.Fallbacks);
        CheckTargets($"{At}.default_fallbacks", _router.DefaultFallbacks);
        CheckLists($"{At}.context_window_fallbacks", _router.ContextWindowFallbacks);
        CheckLists($"{At}.content_policy_fallbacks", _router.ContentPolicyFallbacks);
        foreach (var (alias, meant) in _router.ModelGroupAlias)
        {
            CheckAlias($"{At}.model_group_alias.{alias}", alias, meant.Group);
        }
    }

    private void CheckLists(string path, IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>> lists)
    {
        var index = 0;
        foreach (var (group, targets) in lists)
        {
            // A list for a name that no group has is of use still: it answers for that name. But it is more often a slip of the pen.
            if (group != "*" && !IsSomebody(group))
            {
                WarnUnlessGroup($"{path}[{index}].{group}", group);
            }

            CheckTargets($"{path}[{index}].{group}", targets);
            index++;
        }
    }

    private void CheckTargets(string path, IReadOnlyList<FallbackTarget> targets)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            if (!IsSomebody(targets[i].Model))
            {
                _check.Error($"{path}[{i}]", $"'{targets[i].Model}' is no model_name of model_list", Suggest.DidYouMean(targets[i].Model, Known()));
            }
        }
    }

    private void CheckAlias(string path, string alias, string meant)
    {
        if (_groups.Contains(alias))
        {
            _check.Warning(path, $"is not used: '{alias}' is a model_name of model_list, and a group comes before an alias");
        }

        var name = meant;
        for (var steps = 0; _router.ModelGroupAlias.TryGetValue(name, out var next) && !_groups.Contains(name); steps++)
        {
            if (steps > _router.ModelGroupAlias.Count)
            {
                _check.Error(path, $"the alias '{alias}' leads back to itself");
                return;
            }

            name = next.Group;
        }

        if (!IsSomebody(name))
        {
            _check.Error(path, $"'{name}' is no model_name of model_list", Suggest.DidYouMean(name, Known()));
        }
    }

    private void AddPattern(string name)
    {
        if (name.Contains('*', StringComparison.Ordinal))
        {
            _patterns.Add(new WildcardPattern(name));
        }
    }

    private void WarnUnlessGroup(string path, string name)
    {
        if (!_groups.Contains(name))
        {
            _check.Warning(path, $"'{name}' is no model_name of model_list", Suggest.DidYouMean(name, Known()));
        }
    }

    private bool IsSomebody(string name) =>
        _names.Contains(name) || _router.RoutingGroups.Any(group => group.Name == name) || _router.ModelGroupAlias.ContainsKey(name) || _patterns.Exists(pattern => Covers(pattern, name));

    private static bool Covers(WildcardPattern pattern, string name) =>
        pattern.TryMatch(name, out _)
        || (!name.Contains('/', StringComparison.Ordinal)
            && ProviderNames.TryResolve(name, null, null, out var provider, out _)
            && pattern.TryMatch($"{provider}/{name}", out _));

    private IEnumerable<string> Known() => _groups.Concat(_router.ModelGroupAlias.Keys).Concat(_router.RoutingGroups.Select(static group => group.Name));
}
