using Fairlead.Attempts;
using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Gateway.PassThrough;

/// <summary>A vendor's own API under the gateway's address and key: method, path, query and body go to the vendor as they are, its answer comes back as it is.</summary>
/// <remarks>Nothing is routed, tried again or translated; whoever calls it speaks the vendor's format. Only the host the operator or the vendor's row names is ever called.</remarks>
internal sealed class PassThroughEndpoint(Router router, MasterKeyGuard keys, Drain drain, UpstreamClient upstream)
{
    private const int NotFound = 404;
    private const int BadGateway = 502;

    /// <summary>Silence that ends an answer, where the configuration sets none.</summary>
    private static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Time to an answer's head: as long as the router's own default for an attempt.</summary>
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(6000);

    private int _turn;

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
        if (TargetOf(vendor, out var problem) is not { } target)
        {
            await ErrorAnswer.RespondAsync(http, NotFound, problem!, "invalid_request_error", null, "pass_through_not_configured");
            return;
        }

        if (PassThroughPath.Of(http, prefix) is not { } path)
        {
            await ErrorAnswer.RespondAsync(http, StatusCodes.Status400BadRequest, "The path climbs out of the vendor's API.", "invalid_request_error", null, "invalid_path");
            return;
        }

        var general = router.Model.Config.General;
        var limit = general.MaxRequestBytes ?? RequestReader.DefaultMaxRequestBytes;
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
        await using var body = new PassThroughBody(http.Request.Body);
        using var request = PassThroughHeaders.Request(http, target, target.AddressOf(path, PassThroughPath.Query(http.Request)), body);
        await using var reply = await upstream.PassAsync(request, target, HeadTimeout, general.StreamIdleTimeout ?? DefaultIdleTimeout, ends.Token);
        if (reply.Headers is not null)
        {
            PassThroughHeaders.Answer(http, reply);
            await PumpAsync(http, reply, ends.Token);
        }
        else if (drain.Aborted.IsCancellationRequested)
        {
            await Refusals.DrainingAsync(http);
        }
        else
        {
            await (body.IsTooLong ? ErrorAnswer.RespondAsync(http, RequestFault.TooLarge(limit)) : RefuseAsync(http, vendor, reply));
        }
    }

    private static Task RefuseAsync(HttpContext http, VendorProfile vendor, UpstreamReply reply)
    {
        var isLate = reply.Failure == FailureKind.Timeout;
        return ErrorAnswer.RespondAsync(
            http, isLate ? StatusCodes.Status504GatewayTimeout : BadGateway, $"{vendor.Label} gave no answer: {reply.Reason}.", "server_error", null, isLate ? "timeout" : "upstream_unreachable");
    }

    /// <summary>One read, one write, one flush: nothing waits for more to come.</summary>
    internal static async Task PumpAsync(HttpContext http, UpstreamReply reply, CancellationToken cancellationToken)
    {
        const int readSize = 2048;
        var writer = http.Response.BodyWriter;
        await http.Response.StartAsync(cancellationToken);
        while (true)
        {
            // Waits before it takes memory: a stream is silent most of the time.
            var awaited = await reply.ReadAsync(Memory<byte>.Empty, cancellationToken);
            var read = awaited.Failure == FailureKind.None ? await reply.ReadAsync(writer.GetMemory(readSize), cancellationToken) : awaited;
            if (read.Failure != FailureKind.None)
            {
                // The head has left: the connection ends, so that nobody takes the answer for whole.
                throw new AnswerCutException();
            }

            if (read.Count == 0)
            {
                return;
            }

            writer.Advance(read.Count);
            await writer.FlushAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Whose base and key are used: those of a deployment that says <c>use_in_pass_through</c>, by turns; with <c>provider_pass_through</c>, else those of any
    /// deployment of the vendor, else the environment's.
    /// </summary>
    private PassThroughTarget? TargetOf(VendorProfile vendor, out string? problem)
    {
        var general = router.Model.Config.General;
        var mine = router.Model.Deployments.Where(deployment => VendorTable.Find(deployment.Provider) == vendor).ToList();
        var flagged = mine.FindAll(static deployment => deployment.Config.Params.UseInPassThrough == true);
        if (general.ProviderPassThrough == false || (flagged.Count == 0 && general.ProviderPassThrough != true))
        {
            problem = general.ProviderPassThrough == false
                ? "This gateway passes nothing through (general_settings.provider_pass_through is false)."
                : $"{vendor.Label} is not passed through: set use_in_pass_through at a deployment of it, or general_settings.provider_pass_through.";
            return null;
        }

        var candidates = flagged.Count > 0 ? flagged : mine;
        return upstream.PassThroughTo(vendor, candidates.Count == 0 ? null : candidates[(int)((uint)Interlocked.Increment(ref _turn) % (uint)candidates.Count)].Config.Params, out problem);
    }
}
