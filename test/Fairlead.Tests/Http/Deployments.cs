using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Tests.Http;

/// <summary>Deployments for tests of the provider side.</summary>
internal static class Deployments
{
    public static Deployment Of(string provider, string model, DeploymentParams? parameters = null, DeploymentInfo? info = null) =>
        new("d1", new DeploymentConfig { ModelName = "group", Params = (parameters ?? new DeploymentParams { Model = "" }) with { Model = provider + "/" + model }, Info = info ?? new DeploymentInfo() }, provider, model);

    /// <summary>An OpenAI-compatible server with a key.</summary>
    public static Deployment At(string apiBase, string model = "upstream-model", string? key = "sk-test-0123456789") =>
        Of("openai", model, new DeploymentParams { Model = "", ApiBase = apiBase, ApiKey = key is null ? null : new Secret(key) });

    /// <summary>A simulated deployment with settings as JSON.</summary>
    public static Deployment Simulated(string settings = "{}") => Of("simulated", "sim", new DeploymentParams { Model = "", Extra = Extra(settings) });

    public static IReadOnlyDictionary<string, JsonElement> Extra(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone());
    }
}
