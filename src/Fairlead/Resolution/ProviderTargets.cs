using System.Collections.Concurrent;
using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>Whom a call of a provider's own API may go to: the provider's deployments as a group, by the router's common strategy, whatever group they are configured in.</summary>
internal sealed class ProviderTargets(RoutingModel model)
{
    /// <summary>Most pairs of provider and model kept. Callers choose the model, so there must be a bound; at the bound all are forgotten.</summary>
    private const int MaxCached = 1024;

    private readonly ConcurrentDictionary<(string Provider, string Model), ModelTarget> _cache = new();

    /// <summary>
    /// The deployments that may be used: those with <c>use_in_pass_through</c>; where none has it and <c>provider_pass_through</c> is set, all of the provider.
    /// </summary>
    public IReadOnlyList<Deployment> MembersOf(string provider)
    {
        var mine = model.Deployments.Where(deployment => string.Equals(deployment.Provider, provider, StringComparison.OrdinalIgnoreCase)).ToList();
        var flagged = mine.FindAll(static deployment => deployment.Config.Params.UseInPassThrough == true);
        return model.Config.General.ProviderPassThrough switch
        {
            false => [],
            true when flagged.Count == 0 => mine,
            _ => flagged,
        };
    }

    /// <summary>The target; null where no deployment may be used.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="called">The model that the call names; the provider's name where it names none.</param>
    public ModelTarget? Find(string provider, string called)
    {
        if (_cache.TryGetValue((provider, called), out var target) || (target = Build(provider, called)) is null)
        {
            return target;
        }

        if (_cache.Count >= MaxCached)
        {
            _cache.Clear();
        }

        return _cache[(provider, called)] = target;
    }

    private ModelTarget? Build(string provider, string called)
    {
        var members = MembersOf(provider);
        if (members.Count == 0)
        {
            return null;
        }

        // Who is configured for the model knows its limits and its price; else anybody's key will do, and the model is booked by its own name.
        Deployment[] own = [.. members.Where(member => string.Equals(member.UpstreamModel, called, StringComparison.OrdinalIgnoreCase))];
        Deployment[] all = own.Length > 0 ? own : called == provider ? [.. members] : [.. members.Select(member => member.For(provider, called))];
        return new ModelTarget(model.Names, called, "provider", ModelGroup.Create(provider, model.Strategies.Common, all), $"{provider}/{called}");
    }
}
