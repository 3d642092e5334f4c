namespace Fairlead.Configuration;

/// <summary>Which provider a model string names.</summary>
public static class ProviderNames
{
    /// <summary>Splits a model string into provider and the provider's own model name.</summary>
    /// <param name="model">As written, e.g. <c>openai/gpt-4o</c>, <c>claude-3-5-sonnet-20240620</c>.</param>
    /// <param name="customProvider"><c>custom_llm_provider</c>, which wins over the prefix.</param>
    /// <param name="apiBase"><c>api_base</c>, whose host may tell the provider.</param>
    /// <param name="provider">The provider's canonical name, e.g. <c>openai</c>.</param>
    /// <param name="providerModel">The model's name without the prefix.</param>
    /// <returns>False when no rule says which provider it is.</returns>
    public static bool TryResolve(string model, string? customProvider, string? apiBase, out string provider, out string providerModel) =>
        throw new NotImplementedException();
}
