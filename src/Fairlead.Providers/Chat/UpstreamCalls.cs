using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Chat;

/// <summary>Sends a body, and turns a failure into the exception the M.E.AI contracts ask for.</summary>
internal static class UpstreamCalls
{
    // As the gateway's own default (GeneralSettings.StreamIdleTimeout).
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>A call with the deployment's times; body and endpoint are the caller's to set.</summary>
    public static UpstreamCall Of(Deployment deployment, string model, bool stream, bool isTimed)
    {
        var parameters = deployment.Config.Params;
        return new UpstreamCall
        {
            Deployment = deployment,
            Surface = default,
            UpstreamModel = model,
            Body = default,
            Stream = stream,
            FirstByteTimeout = isTimed ? Timeout.InfiniteTimeSpan : (stream ? parameters.StreamTimeout : null) ?? parameters.Timeout ?? RouterDefaults.Timeout,
            IdleTimeout = IdleTimeout,
        };
    }

    /// <summary>Sends and waits for the head of an answer that has a body to read.</summary>
    /// <exception cref="UpstreamException">The call failed.</exception>
    public static async ValueTask<UpstreamReply> SendAsync(
        UpstreamClient upstream,
        Deployment deployment,
        Surface surface,
        string model,
        ReadOnlyMemory<byte> body,
        bool stream,
        bool isTimed,
        CancellationToken cancellationToken)
    {
        var call = Of(deployment, model, stream, isTimed) with { Surface = surface, Body = body, IsFinal = true };
        var reply = await upstream.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (reply.Failure is FailureKind.None)
        {
            return reply;
        }

        await using (reply.ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UpstreamException(reply.Failure, reply.Status, reply.Reason ?? reply.Failure.ToString(), reply.RetryAfter);
        }
    }
}
