using Fairlead.Samples;

// dotnet run --project samples -- NAME
var output = Console.Out;
switch (args.FirstOrDefault())
{
    case "three-tiers":
        await ThreeTiersSample.RunAsync(output, File.ReadAllText(SampleFiles.Path("three-tiers/config.yaml")), Environment.GetEnvironmentVariable);
        return 0;
    case "two-deployments":
        await TwoDeploymentsSample.RunAsync(output);
        return 0;
    case "blocked":
        BlockedSample.Run(output);
        return 0;
    case "capacity":
        CapacitySample.Run(output);
        return 0;
    case "failover-loop":
        await FailoverLoopSample.RunAsync(output);
        return 0;
    case "metadata-filters":
        MetadataFiltersSample.Run(output, File.ReadAllText(SampleFiles.Path("metadata-filters/config.yaml")));
        return 0;
    case "embedded-gateway":
        await EmbeddedGatewaySample.Build(args[1..], SampleFiles.Path("embedded-gateway/config.yaml")).RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run --project samples -- three-tiers|two-deployments|blocked|capacity|failover-loop|metadata-filters|embedded-gateway");
        return 2;
}
