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
        var target = request.SpecificDeployment ? names.ResolveDeployment(request.Model) : names.Resolve(request.Model);
        return target is null ? null : Settle(target, request, model);
    }

    /// <summary>The same target as this request sees it: with its caller's credentials where it brings any.</summary>
    public static ModelTarget Settle(ModelTarget target, in RouteRequest request, RoutingModel model) =>
        request.Credentials is { } credentials ? model.Shadows.Of(target, credentials) : target;
}
