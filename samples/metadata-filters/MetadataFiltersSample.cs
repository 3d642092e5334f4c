using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Explain;

namespace Fairlead.Samples;

/// <summary>Requests that say where, or on what, they may be answered.</summary>
public static class MetadataFiltersSample
{
    /// <summary>Explains a request without wishes, one with a region, one with a tag, and one nobody serves.</summary>
    public static (RouteExplanation Plain, RouteExplanation Region, RouteExplanation Tag, RouteExplanation Nowhere) Run(TextWriter output, string config)
    {
        var router = Router.Create(ConfigReader.Read(config, "config.yaml", name => $"key-of-{name}").ConfigOrThrow());

        // With chat clients: new ChatOptions().WithRouting(new RouteOptions { Region = "us-east-1" })
        var plain = router.Explain(new RouteRequest("gpt-4"));
        var region = router.Explain(new RouteRequest("gpt-4") { Region = "us-east-1" });
        var tag = router.Explain(new RouteRequest("gpt-4") { Tags = ["gdpr"] });
        var nowhere = router.Explain(new RouteRequest("gpt-4") { Region = "ap-south-1" });

        Show(output, "no wishes", plain);
        Show(output, "region us-east-1", region);
        Show(output, "tag gdpr", tag);
        Show(output, "region ap-south-1", nowhere);
        return (plain, region, tag, nowhere);
    }

    private static void Show(TextWriter output, string wish, RouteExplanation explanation)
    {
        output.WriteLine($"{wish}: {(explanation.Picked is null ? "nobody" : "somebody")}");
        foreach (var candidate in explanation.Groups[0].Candidates)
        {
            output.WriteLine($"  {candidate.Id}: {candidate.Share:P0} {candidate.DroppedBy} {Text(candidate.Metadata)}");
        }
    }

    private static string Text(IReadOnlyDictionary<string, JsonElement>? metadata) =>
        metadata is null ? "" : string.Join(", ", metadata.Select(static entry => $"{entry.Key} {entry.Value}"));
}
