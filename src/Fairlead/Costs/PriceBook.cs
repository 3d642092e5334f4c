using Fairlead.Configuration;

namespace Fairlead.Costs;

/// <summary>What is known of a deployment's model: what the person wrote, then the catalogue.</summary>
internal static class PriceBook
{
    /// <summary>The facts of a deployment.</summary>
    /// <param name="config">What the person wrote.</param>
    /// <param name="provider">Its provider, by its canonical name.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="catalogue">What is known of models.</param>
    public static ModelFacts Of(DeploymentConfig config, string provider, string model, ModelCatalogue catalogue)
    {
        var row = config.Info.BaseModel is { Length: > 0 } baseModel
            ? ByBaseModel(baseModel, provider, catalogue)
            : OfClaude(provider, model, catalogue.Find(provider, model), catalogue);
        return Merge(config, row ?? ModelFacts.Unknown with { Provider = provider, Model = model });
    }

    /// <summary>What an image of some size and quality costs, where the catalogue has a row for these (<c>hd/1024-x-1024/dall-e-3</c>, as LiteLLM names it).</summary>
    /// <param name="config">What the person wrote.</param>
    /// <param name="provider">The deployment's provider, by its canonical name.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="units">The image.</param>
    /// <param name="catalogue">What is known of models.</param>
    public static UnitPrice? OfImage(DeploymentConfig config, string provider, string model, CallUnits units, ModelCatalogue catalogue)
    {
        if (units.Size is null)
        {
            return null;
        }

        if (config.Info.BaseModel is { Length: > 0 } baseModel)
        {
            model = ProviderNames.TryResolve(baseModel, customProvider: null, apiBase: null, out _, out var bare) ? bare : baseModel;
        }

        var size = units.Size.Replace("x", "-x-", StringComparison.Ordinal);
        return (catalogue.Find(provider, $"{units.Quality ?? "standard"}/{size}/{model}") ?? catalogue.Find(provider, $"{size}/{model}"))?.Price?.Units;
    }

    /// <summary>What Vertex AI and Azure serve of Anthropic's has its limits, and its prices where the host's own are not known.</summary>
    private static ModelFacts? OfClaude(string provider, string model, ModelFacts? row, ModelCatalogue catalogue)
    {
        var bare = model[(model.LastIndexOf('/') + 1)..];
        if (ModelKey.Canonical(provider) is not ("vertex_ai" or "azure_ai") || !bare.StartsWith("claude", StringComparison.OrdinalIgnoreCase) || catalogue.Find("anthropic", bare) is not { } maker)
        {
            return row;
        }

        return row is null ? maker : row with { MaxInputTokens = row.MaxInputTokens ?? maker.MaxInputTokens, MaxOutputTokens = row.MaxOutputTokens ?? maker.MaxOutputTokens };
    }

    /// <summary>
    /// A base model with a prefix says whose it is; one without is the deployment's own provider's (<c>gpt-4o</c> of a deployment on Azure is Azure's),
    /// else that of whoever the name belongs to.
    /// </summary>
    private static ModelFacts? ByBaseModel(string baseModel, string provider, ModelCatalogue catalogue)
    {
        var isKnown = ProviderNames.TryResolve(baseModel, customProvider: null, apiBase: null, out var named, out var model);
        var prefixed = isKnown && model.Length < baseModel.Length;
        return (prefixed ? null : catalogue.Find(provider, baseModel)) ?? (isKnown ? catalogue.Find(named, model) : null);
    }

    private static ModelFacts Merge(DeploymentConfig config, ModelFacts row)
    {
        var info = config.Info;
        var can = (row.Capabilities | info.Capabilities) & ~info.Lacks;
        return row with
        {
            Mode = info.Mode ?? row.Mode,
            MaxInputTokens = info.MaxInputTokens ?? row.MaxInputTokens,
            MaxOutputTokens = info.MaxOutputTokens ?? row.MaxOutputTokens,
            Capabilities = can,
            Lacks = (row.Lacks | info.Lacks) & ~can,
            Price = Price(config.Params, row.Price),
        };
    }

    private static ModelPrice? Price(DeploymentParams own, ModelPrice? row)
    {
        if (own.UnitPrices is { } units)
        {
            row = (row ?? new ModelPrice()) with { Units = units };
        }

        if (own is { InputCostPerToken: null, OutputCostPerToken: null, CacheReadInputTokenCost: null, CacheCreationInputTokenCost: null })
        {
            return row;
        }

        // Who has an input price of his own has not got the list's discounts on it.
        var listed = row is null ? new ModelPrice()
            : own.InputCostPerToken is null ? row
            : row with { CachedInput = null, CacheWrite = null, BatchInput = null, LongInput = null, LongCachedInput = null };
        listed = own.OutputCostPerToken is null ? listed : listed with { BatchOutput = null, LongOutput = null };
        return listed with
        {
            Input = own.InputCostPerToken ?? listed.Input,
            Output = own.OutputCostPerToken ?? listed.Output,
            CachedInput = own.CacheReadInputTokenCost ?? listed.CachedInput,
            CacheWrite = own.CacheCreationInputTokenCost ?? listed.CacheWrite,
        };
    }
}
