using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;
using Fairlead.State;
using Microsoft.Extensions.AI;

namespace Fairlead.Gateway.Health;

/// <summary>Asks one deployment a word, in whichever format it speaks.</summary>
/// <param name="upstream">Makes the call.</param>
/// <param name="time">The clock of the check's time.</param>
internal sealed class HealthCall(UpstreamClient upstream, TimeProvider time)
{
    private const string Word = "Hello";

    /// <summary>Whether a check of the deployment would say something: its kind of model is one that is asked with text, and there is a model to ask for.</summary>
    public static bool CanCheck(Deployment deployment)
    {
        var info = deployment.Config.Info;
        return info.DisableBackgroundHealthCheck != true
            && info.Blocked != true
            && (info.HealthCheckModel is not null || !deployment.UpstreamModel.Contains('*', StringComparison.Ordinal))
            && ModeOf(deployment) is null or "chat" or "completion" or "responses" or "embedding";
    }

    /// <summary>Makes the check.</summary>
    /// <param name="deployment">Whom to ask.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What was found; a refusal of the check itself (a parameter the model does not know) is an answer too.</returns>
    public async Task<HealthFinding> RunAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var info = deployment.Config.Info;
        using var limit = new CancellationTokenSource(info.HealthCheckTimeout ?? RouterDefaults.HealthCheckTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (ModeOf(deployment) == "embedding")
            {
                using var generator = new DeploymentEmbeddingGenerator(upstream, deployment) { IsTimed = true };
                await generator.GenerateAsync([Word], new EmbeddingGenerationOptions { ModelId = ModelOf(deployment) }, either.Token);
            }
            else
            {
                using var client = new DeploymentChatClient(upstream, deployment) { IsTimed = true };
                var options = new ChatOptions { ModelId = ModelOf(deployment), MaxOutputTokens = info.HealthCheckMaxTokens ?? RouterDefaults.HealthCheckMaxTokens };
                await client.GetResponseAsync([new ChatMessage(ChatRole.User, Word)], options, either.Token);
            }

            return new HealthFinding(FailureKind.None);
        }
        catch (UpstreamException e)
        {
            return e.Failure is FailureKind.BadRequest or FailureKind.ContextWindow or FailureKind.ContentPolicy or FailureKind.Unsupported or FailureKind.Conflict
                ? new HealthFinding(FailureKind.None) { Status = e.Status, Reason = e.Message }
                : new HealthFinding(e.Failure) { Status = e.Status, Reason = e.Message };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new HealthFinding(FailureKind.Timeout) { Reason = "no answer within the check's time" };
        }
    }

    private static string ModelOf(Deployment deployment) => deployment.Config.Info.HealthCheckModel ?? deployment.UpstreamModel;

    private static string? ModeOf(Deployment deployment) => deployment.Config.Info.Mode ?? deployment.Facts.Mode;
}
