using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Which region is called.</summary>
internal static class AwsRegion
{
    /// <summary>The region where nobody names one, as LiteLLM has it.</summary>
    public const string Fallback = "us-west-2";

    /// <summary>
    /// The region of a deployment, in LiteLLM's order: its own setting, the model's name or ARN, <c>AWS_REGION_NAME</c>, <c>AWS_REGION</c>,
    /// <c>AWS_DEFAULT_REGION</c>, the profile's.
    /// </summary>
    public static string Of(AwsSettings settings, string model) =>
        settings.Region
        ?? BedrockModelName.Of(settings.Text("model_id") ?? model).Region
        ?? settings.Variable("AWS_REGION_NAME")
        ?? settings.Variable("AWS_REGION")
        ?? settings.Variable("AWS_DEFAULT_REGION")
        ?? settings.Profiles.Find(settings.Profile)?.GetValueOrDefault("region")
        ?? Fallback;

    /// <summary>The region a host of Amazon's names; null where it names none.</summary>
    public static string? OfHost(string host) =>
        host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".api.aws", StringComparison.OrdinalIgnoreCase)
            ? Array.Find(host.Split('.'), BedrockModelName.IsRegion)
            : null;

    /// <summary>An address with its region in it.</summary>
    /// <param name="template">The address, with <c>{region}</c> where that belongs.</param>
    /// <param name="region">The region.</param>
    public static string In(string template, string region)
    {
        if (!template.Contains("{region}", StringComparison.Ordinal))
        {
            return template;
        }

        var address = template.Replace("{region}", region, StringComparison.Ordinal);
        // China's regions have a domain of their own.
        return region.StartsWith("cn-", StringComparison.Ordinal) ? address.Replace(".amazonaws.com", ".amazonaws.com.cn", StringComparison.Ordinal) : address;
    }
}
