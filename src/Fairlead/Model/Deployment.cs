using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>One deployment of one generation of the configuration: validated, immutable.</summary>
public sealed class Deployment
{
    internal Deployment(string id, DeploymentConfig config, string provider, string upstreamModel)
    {
        Id = id;
        Config = config;
        Provider = provider;
        UpstreamModel = upstreamModel;
    }

    /// <summary>Its id: <c>model_info.id</c>, or a stable hash of group and parameters.</summary>
    public string Id { get; }

    /// <summary>The group it belongs to.</summary>
    public string ModelName => Config.ModelName;

    /// <summary>Provider, by its canonical name, e.g. <c>openai</c>.</summary>
    public string Provider { get; }

    /// <summary>The provider's name of the model, without the prefix, e.g. <c>gpt-4</c>.</summary>
    public string UpstreamModel { get; }

    /// <summary>What the person wrote.</summary>
    public DeploymentConfig Config { get; }

    /// <summary>What the upstream side derives from this deployment once and keeps (URL, headers); its business alone.</summary>
    internal object? Upstream;

    /// <inheritdoc />
    public override string ToString() => $"{Provider}/{UpstreamModel} ({Id})";
}
