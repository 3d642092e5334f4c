namespace Fairlead.Chat;

/// <summary>Routed clients from a router, for those who use no service collection.</summary>
public static class RouterChatExtensions
{
    /// <summary>A chat client over the router.</summary>
    /// <param name="router">Picks.</param>
    /// <param name="model">The model requests go to that name none; null for the first group of the configuration.</param>
    /// <param name="clients">Gives the client of each deployment.</param>
    /// <param name="options">Clock and classifiers; null for the defaults.</param>
    public static RoutedChatClient AsChatClient(this Router router, string? model, ChatClientFactory clients, RoutedClientOptions? options = null) =>
        new(router, model, clients, options);

    /// <summary>An embedding generator over the router.</summary>
    /// <param name="router">Picks.</param>
    /// <param name="model">The model requests go to that name none; null for the first group of the configuration.</param>
    /// <param name="generators">Gives the generator of each deployment.</param>
    /// <param name="options">Clock and classifiers; null for the defaults.</param>
    public static RoutedEmbeddingGenerator AsEmbeddingGenerator(
        this Router router, string? model, EmbeddingGeneratorFactory generators, RoutedClientOptions? options = null) =>
        new(router, model, generators, options);
}
