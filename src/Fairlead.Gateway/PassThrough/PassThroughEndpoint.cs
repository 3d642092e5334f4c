using Fairlead.Attempts;
using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Observability;
using Fairlead.Gateway.Relay;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.PassThrough;

/// <summary>A vendor's own API under the gateway's address and key: method, path, query and body go to the vendor as they are, its answer comes back as it is.</summary>
/// <remarks>
/// The router picks among the vendor's deployments and learns what came of it; nothing is tried again or translated, whoever calls it speaks the vendor's format.
/// Only the host the operator or the vendor's row names is ever called.
/// </remarks>
internal sealed partial class PassThroughEndpoint(
    Router router, MasterKeyGuard keys, Drain drain, UpstreamClient upstream, TimeProvider time, ILogger<PassThroughEndpoint> log)
{
    private const int NotFound = 404;

    /// <summary>A longer body is not read to see which model it names.</summary>
    private const long MaxReadAhead = 4 * 1024 * 1024;

    /// <summary>Silence that ends an answer, where the configuration sets none.</summary>
    private static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Time to an answer's head where no deployment sets one: as long as the router's own default for an attempt.</summary>
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(6000);

    /// <summary>Serves one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="prefix">The first segment of its path, which names the vendor.</param>
    /// <param name="vendor">The vendor.</param>
    public async Task HandleAsync(HttpContext http, string prefix, VendorProfile vendor)
    {
        if (!drain.TryEnter())
        {
            await Refusals.DrainingAsync(http);
            return;
        }

        try
        {
            await (keys.Allows(http.Request) ? PassAsync(http, prefix, vendor) : Refusals.UnauthorizedAsync(http));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        finally
        {
            drain.Exit();
        }
    }

    private async Task PassAsync(HttpContext http, string prefix, VendorProfile vendor)
    {
        var hasDeployments = router.Model.Providers.MembersOf(vendor.Name).Count > 0;
        if (!hasDeployments && WhyNot(vendor) is { } closed)
        {
            await ErrorAnswer.RespondAsync(http, NotFound, closed, "invalid_request_error", null, "pass_through_not_configured");
            return;
        }

        if (PassThroughPath.Of(http, prefix) is not { } path)
        {
            await ErrorAnswer.RespondAsync(http, StatusCodes.Status400BadRequest, "The path climbs out of the vendor's API.", "invalid_request_error", null, "invalid_path");
            return;
        }

        var limit = router.Model.Config.General.MaxRequestBytes ?? RequestReader.DefaultMaxRequestBytes;
        if (http.Request.ContentLength > limit)
        {
            await ErrorAnswer.RespondAsync(http, RequestFault.TooLarge(limit));
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Aborted);
        await using var stream = new PassThroughBody(http.Request.Body);
        try
        {
            // (1) The body, where it must be known: to be signed, or to see the model.
            var call = new PassThroughCall(http, vendor, path, stream);
            if (IsReadAhead(http.Request, vendor))
            {
                call = call with { Body = await stream.ReadAllAsync(ends.Token) };
            }

            // (2) The deployment.
            if (!hasDeployments)
            {
                await SendAsync(call, null, ends.Token);
                return;
            }

            var (lease, failure) = await PassThroughLease.TakeAsync(router, vendor.Name, CalledModel.Of(path, (call.Body ?? default).Span), time, ends.Token);
            using (lease)
            {
                await (lease is null ? RefuseAsync(http, vendor, failure!) : SendAsync(call, lease, ends.Token));
            }
        }
        catch (BadHttpRequestException) when (stream.IsTooLong && !http.Response.HasStarted)
        {
            await ErrorAnswer.RespondAsync(http, RequestFault.TooLarge(limit));
        }
        catch (OperationCanceledException) when (drain.Aborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            await Refusals.DrainingAsync(http);
        }
    }

    /// <summary>(3) The call and its answer.</summary>
    private async Task SendAsync(PassThroughCall call, PassThroughLease? lease, CancellationToken cancellationToken)
    {
        var http = call.Http;
        if (TargetOf(call.Vendor, lease?.Deployment, out var problem) is not { } target)
        {
            lease?.Report(new UpstreamFailure(FailureKind.Authentication, 0, problem!), default, null);
            await ErrorAnswer.RespondAsync(http, NotFound, problem!, "invalid_request_error", null, "pass_through_not_configured");
            return;
        }

        using var request = PassThroughHeaders.Request(http, target, target.AddressOf(call.Path, PassThroughPath.Query(http.Request)), call.Content());
        var idle = router.Model.Config.General.StreamIdleTimeout ?? DefaultIdleTimeout;
        await using var reply = await upstream.PassAsync(request, target, call.Body ?? default, lease?.HeadTimeout ?? HeadTimeout, idle, cancellationToken);
        if (reply.Headers is null)
        {
            await FailAsync(call, lease, reply);
            return;
        }

        PassThroughHeaders.Answer(http, reply);
        if (lease is null)
        {
            await PassThroughPump.RunAsync(http, reply, null, cancellationToken);
            return;
        }

        http.Response.Headers["x-litellm-model-id"] = HeaderText.Safe(lease.Deployment.Id);
        using var watch = new PassThroughWatch(call.Vendor, call.Path, reply);
        var outcome = new UpstreamFailure(FailureKind.Cancelled, reply.Status, "");
        try
        {
            await PassThroughPump.RunAsync(http, reply, watch, cancellationToken);
            watch.Complete();
            outcome = Outcome(call, reply, request, target, watch);
        }
        catch (AnswerCutException) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = new UpstreamFailure(FailureKind.StreamBroken, reply.Status, reply.Reason ?? "");
            throw;
        }
        finally
        {
            if (outcome.Kind is not (FailureKind.None or FailureKind.Cancelled))
            {
                LogFailed(log, call.Vendor.Name, lease.Deployment.Id, outcome.Kind, outcome.Status);
            }

            lease.Report(outcome, watch.Usage, reply);
        }
    }

    /// <summary>What the answer says of the deployment. That a file is not there, or a call may not be made, is the call's own affair.</summary>
    private UpstreamFailure Outcome(PassThroughCall call, UpstreamReply reply, HttpRequestMessage request, PassThroughTarget target, PassThroughWatch watch)
    {
        if (reply.Status < 400)
        {
            return new UpstreamFailure(FailureKind.None, reply.Status, "");
        }

        var failure = upstream.Classify(reply, request, target, watch.Error, call.Body ?? default);
        return reply.Status is 401 or 402 or 408 or 429 or >= 500 || failure.Kind == FailureKind.Authentication ? failure : failure with { Kind = FailureKind.BadRequest };
    }

    private async Task FailAsync(PassThroughCall call, PassThroughLease? lease, UpstreamReply reply)
    {
        var isMine = call.Stream.IsTooLong || drain.Aborted.IsCancellationRequested;
        lease?.Report(new UpstreamFailure(isMine ? FailureKind.Cancelled : reply.Failure, reply.Status, reply.Reason ?? ""), default, null);
        if (drain.Aborted.IsCancellationRequested)
        {
            await Refusals.DrainingAsync(call.Http);
            return;
        }

        if (call.Stream.IsTooLong)
        {
            await ErrorAnswer.RespondAsync(call.Http, RequestFault.TooLarge(router.Model.Config.General.MaxRequestBytes ?? RequestReader.DefaultMaxRequestBytes));
            return;
        }

        var (status, code) = reply.Failure switch
        {
            FailureKind.Timeout => (StatusCodes.Status504GatewayTimeout, "timeout"),
            FailureKind.Authentication => (StatusCodes.Status502BadGateway, "upstream_authentication_failed"),
            _ => (StatusCodes.Status502BadGateway, "upstream_unreachable"),
        };
        LogFailed(log, call.Vendor.Name, lease?.Deployment.Id ?? "environment", reply.Failure, status);
        await ErrorAnswer.RespondAsync(call.Http, status, $"{call.Vendor.Label} gave no answer: {reply.Reason}.", "server_error", null, code);
    }

    private static Task RefuseAsync(HttpContext http, VendorProfile vendor, RouteFailure failure)
    {
        if (failure.RetryAfter is { } wait)
        {
            FailureResponse.RetryAfter(http.Response.Headers, wait);
        }

        var answer = FailureAnswer.For(failure.Refusal, failure.Kind);
        return ErrorAnswer.RespondAsync(http, failure.Status, $"{vendor.Label} is not called: {failure.Message}", answer.Type, answer.Param, answer.Code);
    }

    /// <summary>Whether the body is read before it is sent.</summary>
    private static bool IsReadAhead(HttpRequest request, VendorProfile vendor) =>
        PassThroughHeaders.HasBody(request)
        && (vendor.AwsService is not null || (request.ContentLength <= MaxReadAhead && (request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) ?? false)));

    /// <summary>Why a vendor without a deployment to use is not passed through to; null where the environment may answer for it.</summary>
    private string? WhyNot(VendorProfile vendor) => router.Model.Config.General.ProviderPassThrough switch
    {
        false => "This gateway passes nothing through (general_settings.provider_pass_through is false).",
        null => $"{vendor.Label} is not passed through: set use_in_pass_through at a deployment of it, or general_settings.provider_pass_through.",
        true => null,
    };

    /// <summary>Where a call goes. What signs a deployment's calls is kept with the one that is configured, whatever model is called.</summary>
    private PassThroughTarget? TargetOf(VendorProfile vendor, Deployment? deployment, out string? problem) =>
        upstream.PassThroughTo(vendor, deployment is null ? null : router.Model.ById(deployment.Id) ?? deployment, out problem);

    [LoggerMessage(EventIds.PassThroughFailed, LogLevel.Information, "A call of {Vendor}'s own API failed at {Deployment}: {Failure}, status {Status}")]
    private static partial void LogFailed(ILogger log, string vendor, string deployment, FailureKind failure, int status);
}
