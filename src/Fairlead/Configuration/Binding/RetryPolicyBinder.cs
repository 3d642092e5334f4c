using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>retry_policy</c> and <c>model_group_retry_policy</c>.</summary>
internal static class RetryPolicyBinder
{
    public static RetryPolicy? Bind(MapReader router)
    {
        var policy = Read(router.Map("retry_policy", ConfigSections.RetryPolicy));
        return router.Find("retry_policy") is { Value.Kind: not NodeKind.Null } ? policy : null;
    }

    public static Dictionary<string, RetryPolicy> BindGroups(BindContext context, MapReader router)
    {
        var policies = new Dictionary<string, RetryPolicy>(StringComparer.Ordinal);
        foreach (var (group, value, path) in router.Entries("model_group_retry_policy", "groups with retry policies"))
        {
            var resolved = context.Resolve(value, path);
            if (resolved.Kind == NodeKind.Map)
            {
                policies[group] = Read(new MapReader(context, ConfigSections.RetryPolicy, resolved, path));
            }
            else if (resolved.Kind != NodeKind.Null)
            {
                context.Error(path, value, $"expected a retry policy, e.g. {{ TimeoutErrorRetries: 2 }}; found {value.KindName}");
            }
        }

        return policies;
    }

    private static RetryPolicy Read(MapReader map)
    {
        var policy = new RetryPolicy
        {
            BadRequestErrorRetries = map.Whole("BadRequestErrorRetries"),
            AuthenticationErrorRetries = map.Whole("AuthenticationErrorRetries"),
            TimeoutErrorRetries = map.Whole("TimeoutErrorRetries"),
            RateLimitErrorRetries = map.Whole("RateLimitErrorRetries"),
            ContentPolicyViolationErrorRetries = map.Whole("ContentPolicyViolationErrorRetries"),
            InternalServerErrorRetries = map.Whole("InternalServerErrorRetries"),
            ServiceUnavailableErrorRetries = map.Whole("ServiceUnavailableErrorRetries"),
            NotFoundErrorRetries = map.Whole("NotFoundErrorRetries"),
            DefaultRetries = map.Whole("DefaultRetries"),
        };
        map.ReportUnused(onlySlips: false);
        return policy;
    }
}
