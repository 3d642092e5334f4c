namespace Fairlead.Configuration;

/// <summary>Which provider a model string names.</summary>
public static class ProviderNames
{
    /// <summary>Every provider name that may stand before the first <c>/</c> of a model string, or in <c>custom_llm_provider</c>.</summary>
    /// <remarks>LiteLLM's names, and <c>simulated</c>. A name here says how the string is read, not that calls to it work.</remarks>
    public static IReadOnlyList<string> Known => ProviderTable.Names;

    /// <summary>Splits a model string into provider and the provider's own model name.</summary>
    /// <param name="model">As written, e.g. <c>openai/gpt-4o</c>, <c>claude-3-5-sonnet-20240620</c>.</param>
    /// <param name="customProvider"><c>custom_llm_provider</c>, which wins over the prefix.</param>
    /// <param name="apiBase"><c>api_base</c>, whose host may tell the provider.</param>
    /// <param name="provider">The provider's canonical name, e.g. <c>openai</c>.</param>
    /// <param name="providerModel">The model's name without the prefix.</param>
    /// <returns>False when no rule says which provider it is.</returns>
    /// <remarks>
    /// LiteLLM's order: the provider named outright, a known prefix, a known host in the base URL, then the name's family.
    /// The host comes before the family, so that <c>gpt-4o</c> at an Azure host is Azure's.
    /// </remarks>
    public static bool TryResolve(string model, string? customProvider, string? apiBase, out string provider, out string providerModel)
    {
        provider = "";
        providerModel = model;
        if (model.Length == 0)
        {
            return false;
        }

        if (!string.IsNullOrEmpty(customProvider))
        {
            if (!ProviderTable.IsKnown(customProvider))
            {
                return false;
            }

            if (model.Length > customProvider.Length + 1 && model[customProvider.Length] == '/' && model.StartsWith(customProvider, StringComparison.Ordinal))
            {
                providerModel = model[(customProvider.Length + 1)..];
            }

            provider = Refine(customProvider, providerModel, apiBase);
            return true;
        }

        var slash = model.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && slash < model.Length - 1 && ProviderTable.IsKnown(model[..slash]))
        {
            providerModel = model[(slash + 1)..];
            provider = Refine(model[..slash], providerModel, apiBase);
            return true;
        }

        if ((ProviderTable.ByHost(apiBase) ?? BareModelNames.Provider(model)) is { } found)
        {
            provider = found;
            return true;
        }

        return false;
    }

    /// <summary>LiteLLM's two exceptions: Cohere's chat models have their own wire format, and other vendors' models at an Azure endpoint speak OpenAI's.</summary>
    private static string Refine(string provider, string model, string? apiBase) => provider switch
    {
        "cohere" when model.StartsWith("command-r", StringComparison.Ordinal) || model.StartsWith("command-a", StringComparison.Ordinal) => "cohere_chat",
        "azure" when apiBase is not null && ProviderTable.ByHost(apiBase) != "azure"
            && (model.StartsWith("command-r", StringComparison.Ordinal) || model.StartsWith("mistral-", StringComparison.Ordinal)) => "openai",
        _ => provider,
    };
}
