using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Chat;

/// <summary>Adds to a router that was registered with <c>AddFairlead</c>: who calls its deployments, and what their exceptions mean.</summary>
public sealed class FairleadBuilder
{
    internal FairleadBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where the registrations go.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Calls deployments through a client of yours. It is not disposed with the container.</summary>
    /// <param name="deployment">Deployment id, provider model string (e.g. <c>openai/gpt-4</c>) or group name; the most exact match wins.</param>
    /// <param name="client">The client. It gets the upstream's model name in <see cref="ChatOptions.ModelId"/>.</param>
    /// <returns>The same builder.</returns>
    public FairleadBuilder AddChatClient(string deployment, IChatClient client)
    {
        ArgumentException.ThrowIfNullOrEmpty(deployment);
        ArgumentNullException.ThrowIfNull(client);
        Services.AddSingleton(new ClientRegistration<IChatClient>(deployment, _ => client, Owned: false));
        return this;
    }

    /// <summary>Calls deployments through a client of yours, made when first needed and disposed with the container.</summary>
    /// <param name="deployment">Deployment id, provider model string or group name; the most exact match wins.</param>
    /// <param name="factory">Makes the client.</param>
    /// <returns>The same builder.</returns>
    public FairleadBuilder AddChatClient(string deployment, Func<IServiceProvider, IChatClient> factory)
    {
        ArgumentException.ThrowIfNullOrEmpty(deployment);
        ArgumentNullException.ThrowIfNull(factory);
        Services.AddSingleton(new ClientRegistration<IChatClient>(deployment, factory, Owned: true));
        return this;
    }

    /// <summary>Calls through clients a factory gives, where none is registered by name.</summary>
    /// <param name="factory">Makes the factory; factories are asked in the order they were added.</param>
    /// <returns>The same builder.</returns>
    public FairleadBuilder AddChatClients(Func<IServiceProvider, ChatClientFactory> factory)
    {
        Services.AddSingleton(factory);
        return this;
    }

    /// <summary>Embeds through a generator of yours. It is not disposed with the container.</summary>
    /// <param name="deployment">Deployment id, provider model string or group name; the most exact match wins.</param>
    /// <param name="generator">The generator. It gets the upstream's model name in <see cref="EmbeddingGenerationOptions.ModelId"/>.</param>
    /// <returns>The same builder.</returns>
    public FairleadBuilder AddEmbeddingGenerator(string deployment, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        ArgumentException.ThrowIfNullOrEmpty(deployment);
        ArgumentNullException.ThrowIfNull(generator);
        Services.AddSingleton(new ClientRegistration<IEmbeddingGenerator<string, Embedding<float>>>(deployment, _ => generator, Owned: false));
        return this;
    }

    /// <summary>Embeds through generators a factory gives, where none is registered by name.</summary>
    /// <param name="factory">Makes the factory; factories are asked in the order they were added.</param>
    /// <returns>The same builder.</returns>
    public FairleadBuilder AddEmbeddingGenerators(Func<IServiceProvider, EmbeddingGeneratorFactory> factory)
    {
        Services.AddSingleton(factory);
        return this;
    }

    /// <summary>Says what exceptions of your clients mean for routing; asked in the order added, before the built-in rules.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <returns>The same builder.</returns>
    public FairleadBuilder ClassifyExceptions(ExceptionClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        Services.AddSingleton(classifier);
        return this;
    }

    /// <summary>Tells how each change of a configuration section ended. Called on the thread that reports the change.</summary>
    /// <param name="listener">Gets the findings; an error among them means that the old configuration stays in force.</param>
    /// <returns>The same builder.</returns>
    public FairleadBuilder OnReload(ReloadListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Services.AddSingleton(listener);
        return this;
    }
}
