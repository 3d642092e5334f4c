using System.Text;
using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Providers.Http;

/// <summary>Tells an endpoint that a server does not have from a model it does not have: both are 404, and a caller chooses the endpoint.</summary>
/// <remarks>
/// vLLM has no embeddings beside a chat model, older servers have no Responses. Whoever asks such a deployment for them must not rest it for those who chat with it.
/// A deployment that is there for nothing else has no such excuse: its address is wrong.
/// </remarks>
internal static class MissingPath
{
    /// <summary>What a refusal is, said again.</summary>
    /// <param name="failure">What it seems to be.</param>
    /// <param name="surface">The endpoint that was called.</param>
    /// <param name="deployment">Who was called.</param>
    /// <param name="error">The refusal's body.</param>
    public static UpstreamFailure Known(in UpstreamFailure failure, Surface surface, Deployment deployment, ReadOnlySpan<byte> error) =>
        failure is { Kind: FailureKind.NotFound, Status: 404 or 405 } && MayBeMissing(surface, deployment) && !NamesModel(error) ? failure with { Kind = FailureKind.Unsupported } : failure;

    private static bool MayBeMissing(Surface surface, Deployment deployment) => (deployment.Config.Info.Mode ?? deployment.Facts.Mode, surface) switch
    {
        ("embedding", Surface.Embeddings) or ("completion", Surface.Completions) or ("responses", Surface.Responses) => false,
        (var mode, Surface.Completions or Surface.Embeddings or Surface.Responses) => SurfaceTable.OfMode(mode) is null,
        var (mode, _) => SurfaceTable.IsBeside(surface) && SurfaceTable.OfMode(mode)?.Contains(surface) != true,
    };

    private static bool NamesModel(ReadOnlySpan<byte> error)
    {
        var text = Encoding.UTF8.GetString(error);
        return text.Contains("model", StringComparison.OrdinalIgnoreCase) || text.Contains("deployment", StringComparison.OrdinalIgnoreCase);
    }
}
