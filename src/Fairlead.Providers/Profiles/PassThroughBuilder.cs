using System.Net;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Credentials;
using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Derives where a vendor's own API is passed through to: the base and the credentials of a deployment, else those of the environment.</summary>
internal static class PassThroughBuilder
{
    /// <summary>Builds it.</summary>
    /// <param name="vendor">The vendor.</param>
    /// <param name="deployment">A deployment of the vendor's; null for the environment alone, which signs nothing.</param>
    /// <param name="endpoint">How the deployment is called, which holds what signs its calls; null without one.</param>
    /// <param name="options">What the environment says.</param>
    /// <param name="configuredHosts">The pool for hosts the operator wrote.</param>
    /// <param name="vendorHosts">The pool for vendors' own hosts.</param>
    /// <param name="problem">Why it cannot be called; null when it can.</param>
    public static PassThroughTarget? Build(
        VendorProfile vendor,
        Deployment? deployment,
        UpstreamEndpoint? endpoint,
        UpstreamClientOptions options,
        HttpMessageInvoker configuredHosts,
        HttpMessageInvoker vendorHosts,
        out string? problem)
    {
        var parameters = deployment?.Config.Params ?? new DeploymentParams { Model = "" };
        var aws = vendor.AwsService is null ? null : new AwsSettings(parameters, options.Environment);
        var written = parameters.ApiBase ?? aws?.Text("aws_bedrock_runtime_endpoint") ?? EndpointBuilder.FirstSet(vendor.BaseVariables, options.Environment);
        var own = vendor.DefaultBase is not { } known ? null : aws is null ? known : AwsRegion.In(known, AwsRegion.Of(aws, deployment?.UpstreamModel ?? ""));
        if ((written ?? own) is not { } text || !ApiBase.TryRead(text, vendor.Format == WireFormat.OpenAI ? vendor.RootPath : "", out var root))
        {
            problem = $"{vendor.Label} has no base URL that can be passed through to.";
            return null;
        }

        var key = ApiKeys.Header(vendor, parameters, options.Environment, out var secret, out problem);
        var signer = key is null ? endpoint?.Signer : null;
        var isSigned = vendor.AwsService is not null || vendor.Format == WireFormat.Vertex;
        if (problem is not null || (key is null && signer is null && (vendor.KeyRequired || isSigned)))
        {
            problem ??= endpoint?.Refusal?.Reason is { } reason ? reason + "."
                : isSigned ? $"{vendor.Label} is passed through with the credentials of a deployment: configure one."
                : $"{vendor.Label} has no key: set api_key at a deployment of it{(vendor.KeyVariables.Length > 0 ? ", or the environment variable " + vendor.KeyVariables[0] : "")}.";
            return null;
        }

        return new PassThroughTarget
        {
            Vendor = vendor,
            Root = root,
            Invoker = written is null && !vendor.Local ? vendorHosts : configuredHosts,
            Version = root.Root.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            Headers = EndpointBuilder.HeadersOf(vendor, parameters, root, key, secret),
            Signer = signer,
            Secret = secret,
            Place = written is null ? endpoint?.Place : null,
        };
    }
}
