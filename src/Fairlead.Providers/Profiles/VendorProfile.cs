using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Rerank;

namespace Fairlead.Providers.Profiles;

/// <summary>One vendor as data: what is needed to call it.</summary>
internal sealed record VendorProfile
{
    /// <summary>The provider's canonical name, as LiteLLM's prefix spells it.</summary>
    public required string Name { get; init; }

    /// <summary>The vendor's name for people.</summary>
    public required string Label { get; init; }

    /// <summary>What it speaks.</summary>
    public WireFormat Format { get; init; } = WireFormat.OpenAI;

    /// <summary>Base URL when the deployment sets no <c>api_base</c>; null when one must be set. <c>{region}</c> stands for AWS's region.</summary>
    public string? DefaultBase { get; init; }

    /// <summary>Path put behind an <c>api_base</c> that has none of its own.</summary>
    public string RootPath { get; init; } = "/v1";

    /// <summary>Environment variables that may hold the key, the first set one wins.</summary>
    public string[] KeyVariables { get; init; } = [];

    /// <summary>Environment variables that may hold the base URL, the first set one wins.</summary>
    public string[] BaseVariables { get; init; } = [];

    /// <summary>Whether it is let in by what lets in to Azure: a key, or an identity in Microsoft Entra.</summary>
    public bool IsAzure => Format is WireFormat.AzureOpenAI or WireFormat.AzureAI or WireFormat.AzureClaude;

    /// <summary>Header that carries the key.</summary>
    public string KeyHeader { get; init; } = "Authorization";

    /// <summary>What stands before the key in that header.</summary>
    public string KeyPrefix { get; init; } = "Bearer ";

    /// <summary>Whether the vendor's own host refuses calls without a key. An <c>api_base</c> may lead to a server that asks for none.</summary>
    public bool KeyRequired { get; init; } = true;

    /// <summary>Whether <see cref="DefaultBase"/> is an engine on this machine, which the dialer must then let through.</summary>
    public bool Local { get; init; }

    /// <summary>Name of the AWS service that calls without a key are signed for; null where it is not AWS.</summary>
    public string? AwsService { get; init; }

    /// <summary>The endpoints it has beside conversations and embeddings; a call to another is not made.</summary>
    public IReadOnlyList<Surface> Surfaces { get; init; } = [];

    /// <summary>Its form of ranking; null where it takes the client's.</summary>
    public RerankForm? Rerank { get; init; }

    /// <summary>Whether it has conversations: some vendors have embeddings and rankings only.</summary>
    public bool Converses { get; init; } = true;

    /// <summary>It has OpenAI's Responses API beside chat; of Azure's, the v1 form has.</summary>
    public bool HasResponses { get; init; }

    /// <summary>Where it differs from OpenAI's chat format; for vendors that speak it.</summary>
    public ChatQuirks Chat { get; init; } = ChatQuirks.Usual;
}
