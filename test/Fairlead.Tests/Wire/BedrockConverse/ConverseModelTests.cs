using Fairlead.Providers.Profiles;
using Fairlead.Providers.Wire.BedrockConverse;

namespace Fairlead.Tests.Wire.BedrockConverse;

public sealed class ConverseModelTests
{
    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "Claude", 30)]
    [InlineData("us.anthropic.claude-3-7-sonnet-20250219-v1:0", "Claude", 37)]
    [InlineData("us.anthropic.claude-opus-4-20250514-v1:0", "Claude", 40)]
    [InlineData("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "Claude", 45)]
    [InlineData("eu.anthropic.claude-opus-4-6-v1", "Claude", 46)]
    [InlineData("anthropic.claude-sonnet-5", "Claude", 50)]
    [InlineData("anthropic.claude-v2:1", "Claude", 0)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0", "Claude", 37)]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "Nova", 10)]
    [InlineData("us.amazon.nova-2-lite-v1:0", "Nova", 20)]
    [InlineData("amazon.titan-text-express-v1", "Other", 0)]
    [InlineData("openai.gpt-oss-120b-1:0", "OpenAI", 0)]
    [InlineData("mistral.mistral-large-2402-v1:0", "Mistral", 0)]
    [InlineData("moonshot.kimi-k2-thinking", "OpenWeights", 0)]
    [InlineData("cohere.command-r-plus-v1:0", "Cohere", 0)]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", "Other", 0)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123", "Unknown", 0)]
    [InlineData("converse/us-west-2/us.amazon.nova-lite-v1:0", "Nova", 10)]
    public void Of_AnId_TellsTheFamily(string id, string family, int version)
    {
        var model = ConverseModel.Of(id);

        Assert.Equal((family, version), (model.Family.ToString(), model.Version));
    }

    [Theory]
    [InlineData("anthropic.claude-v2", "Any", null, "anthropic.claude-v2")]
    [InlineData("converse/us.anthropic.claude-v2", "Converse", null, "us.anthropic.claude-v2")]
    [InlineData("invoke/anthropic.claude-v2", "Invoke", null, "anthropic.claude-v2")]
    [InlineData("us-gov-west-1/anthropic.claude-v2", "Any", "us-gov-west-1", "anthropic.claude-v2")]
    [InlineData("converse/eu-central-1/anthropic.claude-v2", "Converse", "eu-central-1", "anthropic.claude-v2")]
    [InlineData("arn:aws:bedrock:ap-south-1:123456789012:provisioned-model/abc", "Any", "ap-south-1", "arn:aws:bedrock:ap-south-1:123456789012:provisioned-model/abc")]
    [InlineData("us-west-2/arn:aws:bedrock:ap-south-1:123456789012:provisioned-model/abc", "Any", "us-west-2", "arn:aws:bedrock:ap-south-1:123456789012:provisioned-model/abc")]
    [InlineData("arn:aws:bedrock:bad region:1:provisioned-model/abc", "Any", null, "arn:aws:bedrock:bad region:1:provisioned-model/abc")]
    [InlineData("", "Any", null, "")]
    public void Of_AName_TellsRouteAndRegion(string name, string route, string? region, string id)
    {
        var parts = BedrockModelName.Of(name);

        Assert.Equal((route, region, id), (parts.Route.ToString(), parts.Region, parts.Id));
    }

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "Anthropic")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123", "Anthropic")]
    [InlineData("us.amazon.nova-2-lite-v1:0", "Amazon")]
    public void Dialect_ForAModel_SignsAsItsMaker(string model, string signs) =>
        Assert.Equal(signs, ConverseDialect.Instance.For(model).Signs.ToString());
}
