using Fairlead.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Gives the client that calls a deployment. Asked once per deployment, by each routed client and in each generation of the configuration.</summary>
/// <param name="deployment">The deployment.</param>
/// <returns>The client, which stays the property of whoever made it; null where this factory knows none.</returns>
public delegate IChatClient? ChatClientFactory(Deployment deployment);

/// <summary>Gives the generator that calls a deployment. Asked once per deployment, by each routed client and in each generation of the configuration.</summary>
/// <param name="deployment">The deployment.</param>
/// <returns>The generator, which stays the property of whoever made it; null where this factory knows none.</returns>
public delegate IEmbeddingGenerator<string, Embedding<float>>? EmbeddingGeneratorFactory(Deployment deployment);
