using System.Net;
using Fairlead.Configuration;
using Fairlead.Providers.Credentials;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Derives where a vendor's own API is passed through to: the base and the key of a deployment, else those of the environment.</summary>
internal static class PassThroughBuilder
{
    /// <summary>Builds it.</summary>
    /// <param name="vendor">The vendor.</param>
    /// <param name="parameters">A deployment of the vendor's; null for the environment alone.</param>
    /// <param name="options">What the environment says.</param>
    /// <param name="configuredHosts">The pool for hosts the operator wrote.</param>
    /// <param name="vendorHosts">The pool for vendors' own hosts.</param>
    /// <param name="problem">Why it cannot be called; null when it can.</param>
    public static PassThroughTarget? Build(
        VendorProfile vendor, DeploymentParams? parameters, UpstreamClientOptions options, HttpMessageInvoker configuredHosts, HttpMessageInvoker vendorHosts, out string? problem)
    {
        parameters ??= new DeploymentParams { Model = "" };
        var written = parameters.ApiBase ?? EndpointBuilder.FirstSet(vendor.BaseVariables, options.Environment);
        // A vendor's own base may hold a region, which the model's name or the credentials decide.
        var own = vendor.DefaultBase is { } known && !known.Contains('{', StringComparison.Ordinal) ? known : null;
        if ((written ?? own) is not { } text || !ApiBase.TryRead(text, vendor.Format == WireFormat.OpenAI ? vendor.RootPath : "", out var root))
        {
            problem = $"{vendor.Label} has no base URL that can be passed through to.";
            return null;
        }

        var key = ApiKeys.Header(vendor, parameters, options.Environment, out var secret, out problem);
        if (problem is not null || (key is null && vendor.KeyRequired))
        {
            problem ??= $"{vendor.Label} has no key: set api_key at a deployment of it{(vendor.KeyVariables.Length > 0 ? ", or the environment variable " + vendor.KeyVariables[0] : "")}.";
            return null;
        }

        return new PassThroughTarget
        {
            Vendor = vendor,
            Root = root,
            Invoker = written is null && !vendor.Local ? vendorHosts : configuredHosts,
            Version = root.Root.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            Headers = EndpointBuilder.HeadersOf(vendor, parameters, root, key, secret),
        };
    }
}
