using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Bedrock's addresses: the model's id, encoded as one segment with its colons and slashes, and what is asked of it.</summary>
/// <param name="prefix">What stands before <c>/model</c>; may hold <c>{region}</c>.</param>
/// <param name="query">The query, with its question mark.</param>
/// <param name="region">The deployment's region.</param>
/// <param name="isRegionSet">It is its own setting, which stands above what a model's name says.</param>
/// <param name="modelId">What is called in the model's place: the ARN of an inference profile or of provisioned throughput (<c>model_id</c>); mostly null.</param>
internal sealed class BedrockUrls(string prefix, string query, string region, bool isRegionSet, string? modelId) : UrlScheme
{
    public override Uri? For(string model, Surface surface, bool stream)
    {
        var name = BedrockModelName.Of(modelId ?? model);
        if (PathOf(surface, stream) is not { } path || Segment(name.Id) is not { } segment)
        {
            return null;
        }

        return new Uri($"{AwsRegion.In(prefix, isRegionSet ? region : name.Region ?? region)}/model/{segment}/{path}{query}");
    }

    private static string? PathOf(Surface surface, bool stream) => surface switch
    {
        Surface.Converse => stream ? "converse-stream" : "converse",
        Surface.InvokeModel => stream ? "invoke-with-response-stream" : "invoke",
        _ => null,
    };
}
