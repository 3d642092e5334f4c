using Fairlead.Configuration;

namespace Fairlead.Costs;

/// <summary>Where prices come from: what the person wrote.</summary>
internal static class PriceBook
{
    /// <summary>The price of a deployment. One half alone is a price: embeddings have no output.</summary>
    public static TokenPrice Of(DeploymentConfig config) =>
        config.Params is { InputCostPerToken: null, OutputCostPerToken: null }
            ? TokenPrice.Unknown
            : new TokenPrice(config.Params.InputCostPerToken ?? 0, config.Params.OutputCostPerToken ?? 0);
}
