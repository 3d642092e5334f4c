using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>allowed_fails_policy</c>, the router's and a deployment's.</summary>
internal static class AllowedFailsBinder
{
    private const string Key = "allowed_fails_policy";

    /// <summary>Null where none is written.</summary>
    public static AllowedFailsPolicy? Bind(MapReader reader)
    {
        var written = reader.Find(Key);
        var map = reader.Map(Key, ConfigSections.AllowedFailsPolicy);
        if (written is null or { Value.Kind: NodeKind.Null })
        {
            return null;
        }

        var policy = new AllowedFailsPolicy
        {
            BadRequestErrorAllowedFails = map.Whole("BadRequestErrorAllowedFails"),
            AuthenticationErrorAllowedFails = map.Whole("AuthenticationErrorAllowedFails"),
            TimeoutErrorAllowedFails = map.Whole("TimeoutErrorAllowedFails"),
            RateLimitErrorAllowedFails = map.Whole("RateLimitErrorAllowedFails"),
            ContentPolicyViolationErrorAllowedFails = map.Whole("ContentPolicyViolationErrorAllowedFails"),
            InternalServerErrorAllowedFails = map.Whole("InternalServerErrorAllowedFails"),
            ServiceUnavailableErrorAllowedFails = map.Whole("ServiceUnavailableErrorAllowedFails"),
            BadGatewayErrorAllowedFails = map.Whole("BadGatewayErrorAllowedFails"),
            NotFoundErrorAllowedFails = map.Whole("NotFoundErrorAllowedFails"),
        };
        map.ReportUnused(onlySlips: false);
        return policy;
    }
}
