using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>An endpoint that takes JSON, with a request it serves.</summary>
/// <param name="Name">Its name in a test's list.</param>
/// <param name="Surface">The endpoint, whose format its errors have.</param>
/// <param name="Path">Its path; <c>MODEL</c> stands for the model.</param>
/// <param name="Right">A request that is served; its model is <c>m</c>.</param>
/// <param name="Models">The models of <see cref="WrongGateway"/> that it is asked for.</param>
internal sealed record ClientEndpoint(string Name, Surface Surface, string Path, string Right, IReadOnlyList<string> Models)
{
    /// <summary>The format of its errors.</summary>
    public Dialect Errors => Dialects.ForErrors(Surface);

    /// <summary>The path for a model.</summary>
    public string PathOf(string model) => Path.Replace("MODEL", model, StringComparison.Ordinal);

    /// <summary>The right request for a model.</summary>
    public string RightOf(string model) => Right.Replace("\"model\": \"m\"", $"\"model\": \"{model}\"", StringComparison.Ordinal);
}
