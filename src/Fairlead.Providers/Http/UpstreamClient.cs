using System.Buffers;
using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Providers.Credentials;
using Fairlead.Providers.Media;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Http;

/// <summary>Makes the calls. One for the whole process: it owns the connection pools. Thread-safe.</summary>
public sealed class UpstreamClient : IDisposable
{
    /// <summary>Time for a failure's body, which is only read to say what failed.</summary>
    private static readonly TimeSpan ErrorBodyTimeout = TimeSpan.FromSeconds(5);

    private readonly UpstreamClientOptions _options;
    private readonly HttpMessageInvoker _configuredHosts;
    private readonly HttpMessageInvoker _vendorHosts;
    private readonly CallScopePool _scopes;

    /// <summary>Opens the pools.</summary>
    /// <param name="options">Time, chance, environment and network; null for the real ones.</param>
    public UpstreamClient(UpstreamClientOptions? options = null)
    {
        _options = options ?? new UpstreamClientOptions();
        _scopes = new CallScopePool(_options.TimeProvider);

        // Two pools, because a pooled connection is reused by host and port: one opened for a base URL that may lead anywhere
        // must not serve a vendor's host that may not.
        _configuredHosts = UpstreamHandler.Create(_options, new Dialer(configured: true, _options.Resolver, _options.Connector));
        _vendorHosts = UpstreamHandler.Create(_options, new Dialer(configured: false, _options.Resolver, _options.Connector));
        Media = new MediaFetcher(_vendorHosts, _options.TimeProvider);
    }

    /// <summary>Fetches media that requests name by address.</summary>
    internal MediaFetcher Media { get; }

    /// <summary>Sends a call and waits for the answer's head.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The client's: cancelling it reaches the upstream.</param>
    /// <returns>The reply; expected failures are values in it, not exceptions.</returns>
    public ValueTask<UpstreamReply> SendAsync(in UpstreamCall call, CancellationToken cancellationToken)
    {
        var endpoint = call.Mock is { } mock ? Mocked(mock) : EndpointOf(call.Deployment);
        if (endpoint.Refusal is { } refusal)
        {
            return new(new UpstreamReply(refusal));
        }

        if (!endpoint.Has(call.Surface))
        {
            return new(new UpstreamReply(new UpstreamFailure(FailureKind.Unsupported, 501, WhyNot(endpoint.Vendor, call.Surface))));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return new(new UpstreamReply(new UpstreamFailure(FailureKind.Cancelled, 0, "the caller went away")));
        }

        if (endpoint.Simulated is not null)
        {
            return SendAsync(endpoint, call, null, cancellationToken);
        }

        return endpoint.CreateRequest(call) is { } request
            ? SendAsync(endpoint, call, request, cancellationToken)
            : new(new UpstreamReply(new UpstreamFailure(FailureKind.NotFound, 0, "the deployment has no address for this call: the model's name cannot stand in its URL, or it has no such endpoint")));
    }

    /// <summary>A JSON answer that was put together here, to be read as one that came.</summary>
    internal UpstreamReply Answered(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var response = new HttpResponseMessage { Content = new ReadOnlyMemoryContent(json) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return new UpstreamReply(response, response.Content.ReadAsStream(CancellationToken.None), _scopes.Rent(cancellationToken), _scopes, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where a vendor's own API is passed through to.</summary>
    /// <param name="vendor">The vendor.</param>
    /// <param name="deployment">The deployment whose base and credentials are used; null for the environment's.</param>
    /// <param name="problem">Why it cannot be called; null when it can.</param>
    internal PassThroughTarget? PassThroughTo(VendorProfile vendor, Deployment? deployment, out string? problem) =>
        PassThroughBuilder.Build(vendor, deployment, deployment is null ? null : EndpointOf(deployment), _options, _configuredHosts, _vendorHosts, out problem);

    /// <summary>Passes a call through.</summary>
    /// <param name="request">The call.</param>
    /// <param name="target">Where to.</param>
    /// <param name="body">Its body, where credentials may have to sign it; empty where it has none, or none is signed.</param>
    /// <param name="headTimeout">Time for the answer's head.</param>
    /// <param name="idleTimeout">Longest silence between two reads of the answer's body.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <returns>The answer, whatever its status; without headers where there was none.</returns>
    internal async ValueTask<UpstreamReply> PassAsync(
        HttpRequestMessage request, PassThroughTarget target, ReadOnlyMemory<byte> body, TimeSpan headTimeout, TimeSpan idleTimeout, CancellationToken cancellationToken)
    {
        var scope = _scopes.Rent(cancellationToken);
        scope.Arm(headTimeout);
        try
        {
            if (target.Signer is { } signer && await signer.ApplyAsync(request, body, scope.Token).ConfigureAwait(false) is { } refusal)
            {
                _scopes.Return(scope);
                return new UpstreamReply(refusal);
            }

            var response = await target.Invoker.SendAsync(request, scope.Token).ConfigureAwait(false);
            scope.Disarm();
            return new UpstreamReply(response, response.Content.ReadAsStream(CancellationToken.None), scope, _scopes, idleTimeout);
        }
        catch (Exception e) when (TransportFailure.IsTransport(e))
        {
            var failure = TransportFailure.BeforeAnswer(e, scope);
            _scopes.Return(scope);
            return new UpstreamReply(failure);
        }
    }

    /// <summary>What an answer with a status of failure means, once its body was passed on.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="request">The call.</param>
    /// <param name="target">Where it went.</param>
    /// <param name="error">The body's beginning.</param>
    /// <param name="body">The call's body, which the reason must not repeat; empty where it is not known.</param>
    internal UpstreamFailure Classify(UpstreamReply reply, HttpRequestMessage request, PassThroughTarget target, ReadOnlySpan<byte> error, ReadOnlyMemory<byte> body)
    {
        var failure = FailureClassifier.Classify(reply.Response!, error, new ReasonContext(body, default, target.Secret), _options.TimeProvider);
        if (failure.Kind == FailureKind.Authentication)
        {
            target.Signer?.OnRefused(request);
        }

        return failure;
    }

    private static string WhyNot(VendorProfile vendor, Surface surface) =>
        SurfaceTable.PathOf(surface) is { } path ? $"{vendor.Label} has no {path} for this model"
        : vendor.Format == WireFormat.Other ? $"Fairlead does not speak {vendor.Label}'s format yet; use a deployment with an OpenAI-compatible API"
        : $"{vendor.Label} has no conversations";

    /// <summary>Closes the pools.</summary>
    public void Dispose()
    {
        _configuredHosts.Dispose();
        _vendorHosts.Dispose();
        _scopes.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<UpstreamReply> SendAsync(UpstreamEndpoint endpoint, UpstreamCall call, HttpRequestMessage? request, CancellationToken cancellationToken)
    {
        var scope = _scopes.Rent(cancellationToken);
        scope.Arm(call.FirstByteTimeout);
        HttpResponseMessage response;
        Stream body;
        try
        {
            if (endpoint.Signer is { } signer && request is not null && await SignAsync(signer, request, scope.Token).ConfigureAwait(false) is { } refusal)
            {
                _scopes.Return(scope);
                return new UpstreamReply(refusal);
            }

            response = await (request is null
                ? endpoint.Simulated!.SendAsync(new SimulatedCall(call.Surface, call.UpstreamModel, call.Body, call.Stream), scope.Token)
                : endpoint.Invoker!.SendAsync(request, scope.Token)).ConfigureAwait(false);
            scope.Disarm();
            body = response.Content.ReadAsStream(CancellationToken.None);
        }
        catch (Exception e) when (TransportFailure.IsTransport(e))
        {
            var failure = TransportFailure.BeforeAnswer(e, scope);
            _scopes.Return(scope);
            return new UpstreamReply(failure);
        }

        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300)
        {
            if (TransportFailure.OfContent(response.Content.Headers, status) is not { } failure)
            {
                return new UpstreamReply(response, body, scope, _scopes, call.IdleTimeout);
            }

            response.Dispose();
            _scopes.Return(scope);
            return new UpstreamReply(failure, response);
        }

        return await FailAsync(endpoint, call, request, response, body, scope).ConfigureAwait(false);
    }

    private static ValueTask<UpstreamFailure?> SignAsync(RequestSigner signer, HttpRequestMessage request, CancellationToken cancellationToken) =>
        signer.ApplyAsync(request, signer.ReadsBody && request.Content is SplicedContent body ? body.ToMemory() : default, cancellationToken);

    private async ValueTask<UpstreamReply> FailAsync(UpstreamEndpoint endpoint, UpstreamCall call, HttpRequestMessage? request, HttpResponseMessage response, Stream body, CallScope scope)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_options.MaxErrorBytes);
        try
        {
            scope.Arm(ErrorBodyTimeout);
            var length = 0;
            try
            {
                while (length < _options.MaxErrorBytes)
                {
                    var count = await body.ReadAsync(buffer.AsMemory(length, _options.MaxErrorBytes - length), scope.Token).ConfigureAwait(false);
                    if (count == 0)
                    {
                        break;
                    }

                    length += count;
                }
            }
            catch (Exception e) when (TransportFailure.IsTransport(e))
            {
                // A failure's body that breaks off says what it says; the status alone is a failure too.
            }

            if (scope.CallerLeft)
            {
                return new UpstreamReply(new UpstreamFailure(FailureKind.Cancelled, 0, "the caller went away"));
            }

            ReadOnlyMemory<byte> error = buffer.AsSpan(0, length).ToArray();
            var failure = FailureClassifier.Classify(response, error.Span, new ReasonContext(call.Body, call.ModelSpan, endpoint.Secret), _options.TimeProvider);
            failure = MissingPath.Known(failure, call.Surface, call.Deployment, error.Span);
            if (failure.Kind == FailureKind.Authentication && request is not null)
            {
                endpoint.Signer?.OnRefused(request);
            }

            return new UpstreamReply(failure, response, error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            response.Dispose();
            _scopes.Return(scope);
        }
    }

    private UpstreamEndpoint Mocked(MockOutcome mock) => new()
    {
        Owner = this,
        Vendor = VendorTable.Find("simulated")!,
        Dialects = Dialects.All,
        Simulated = new SimulatedUpstream(MockResponse.Settings(mock), _options.TimeProvider, _options.Random),
    };

    /// <summary>What is derived from a deployment for its calls.</summary>
    internal UpstreamEndpoint EndpointOf(Deployment deployment)
    {
        // Two threads may both build it: the results are alike, and the last one stays.
        if (deployment.Upstream is UpstreamEndpoint endpoint && ReferenceEquals(endpoint.Owner, this))
        {
            return endpoint;
        }

        endpoint = EndpointBuilder.Build(deployment, this, _options, _configuredHosts, _vendorHosts);
        deployment.Upstream = endpoint;
        return endpoint;
    }
}
