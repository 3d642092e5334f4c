using System.Text;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Tests.Costs;

/// <summary>Prices of what is not paid by the token.</summary>
public sealed class UnitPriceTests
{
    [Theory]
    [InlineData("""{"output_cost_per_image":0.04}""", 0.08)]
    [InlineData("""{"input_cost_per_image":0.01}""", 0.02)]
    [InlineData("""{"output_cost_per_image":0.04,"input_cost_per_pixel":1e-8}""", 0.08)]
    [InlineData("""{"input_cost_per_pixel":1e-8,"output_cost_per_pixel":0}""", 0.0002)]
    [InlineData("""{"input_cost_per_second":0,"output_cost_per_second":0.0001}""", 0.001)]
    [InlineData("""{"input_cost_per_second":"0.0001","output_cost_per_second":0.0001}""", 0.001)]
    [InlineData("""{"input_cost_per_character":0.000015}""", 0.0015)]
    [InlineData("""{"input_cost_per_query":0.002}""", 0.006)]
    [InlineData("""{"input_cost_per_query":0}""", 0.0)]
    public void LiteLlmsFile_TellsThem(string fields, double expected)
    {
        var row = "{\"m\":{\"litellm_provider\":\"openai\"," + fields[1..] + "}";
        var findings = new List<ConfigDiagnostic>();
        var price = ModelCatalogue.ReadLiteLlm(Encoding.UTF8.GetBytes(row), "test", findings, null)!.Find("openai", "m")!.Price!.Units!;
        Assert.Empty(findings);
        Assert.Equal(expected, price.Cost(new CallUnits { Images = 2, Pixels = 10_000, Seconds = 10, Characters = 100, Queries = 3 })!.Value, 12);
        Assert.Null(price.Cost(new CallUnits()));
    }

    [Fact]
    public void PriceBelowZero_LeavesTheRowOut()
    {
        var findings = new List<ConfigDiagnostic>();
        var catalogue = ModelCatalogue.ReadLiteLlm("""{"m":{"litellm_provider":"openai","input_cost_per_query":-1}}"""u8, "test", findings, null)!;
        Assert.Null(catalogue.Find("openai", "m"));
        Assert.Contains("input_cost_per_query", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "whisper-1", 0.0001 * 10)]
    [InlineData("openai", "tts-1", 0.000015 * 100)]
    [InlineData("cohere", "rerank-v3.5", 0.002 * 3)]
    public void Catalogue_KnowsSome(string provider, string model, double expected) =>
        Assert.Equal(expected, ModelCatalogue.BuiltIn.Find(provider, model)!.Price!.Units!.Cost(new CallUnits { Seconds = 10, Characters = 100, Queries = 3 })!.Value, 12);

    [Theory]
    [InlineData("1024x1024", null, 0.04)]
    [InlineData("1024x1024", "hd", 0.08)]
    [InlineData("512x512", null, 0.01)]
    [InlineData("64x64", null, 0.5)]
    public void Images_HaveAPriceForEachSizeAndQuality(string size, string? quality, double expected)
    {
        var catalogue = ModelCatalogue.ReadLiteLlm(
            """
            {"standard/1024-x-1024/p":{"litellm_provider":"openai","output_cost_per_image":0.04},"hd/1024-x-1024/p":{"litellm_provider":"openai","output_cost_per_image":0.08},
             "512-x-512/p":{"litellm_provider":"openai","output_cost_per_image":0.01},"p":{"litellm_provider":"openai","output_cost_per_image":0.5}}
            """u8,
            "test",
            [],
            null)!;
        var router = Router.Create(new RouterConfig { Catalogue = catalogue, ModelList = [new DeploymentConfig { ModelName = "m", Params = new DeploymentParams { Model = "openai/p" } }] });
        var deployment = router.Model.Deployments[0];
        Assert.Equal(expected, deployment.Cost(0, 0, 0, 0, new CallUnits { Images = 1, Size = size, Quality = quality })!.Value, 12);

        using var session = router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, new AttemptReport { Units = new CallUnits { Images = 2, Size = size, Quality = quality } });
        Assert.Equal(2 * expected, router.Snapshot().Deployments[0].Cost!.Value, 12);
    }
}
