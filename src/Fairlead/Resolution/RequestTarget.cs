using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>Finds whom a request means: by the name it asks for, and by what else it brings along.</summary>
internal static class RequestTarget
{
    /// <summary>The target of a request; null when nobody answers to the name.</summary>
    public static ModelTarget? Of(RoutingModel model, in RouteRequest request)
    {
        var names = request.Caller is null ? model.Names : model.Teams.For(request.Caller);
        var target = request.Provider is { } provider ? model.Providers.Find(provider, request.Model)
            : request.SpecificDeployment ? names.ResolveDeployment(request.Model) : names.Resolve(request.Model);
        return target is null || (target.AutoRouter is null && request.Credentials is null) ? target : Settle(target, request, model);
    }

    /// <summary>The same target as this request sees it: the model an auto router chose for it, with its caller's credentials where it brings any.</summary>
    public static ModelTarget Settle(ModelTarget target, in RouteRequest request, RoutingModel model)
    {
        var settled = target;
        if (target.AutoRouter is { } router)
        {
            settled = router.Target(request.PreRoute, target.Requested, request.Caller is null ? model.Names : model.Teams.For(request.Caller)) ?? target;
        }

        return request.Credentials is { } credentials ? model.Shadows.Of(settled, credentials) : settled;
    }
}
