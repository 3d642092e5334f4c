using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Mirroring;
using Fairlead.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>An <see cref="IChatClient"/> that sends each request to the deployment the router picks, and to another when it fails. Thread-safe.</summary>
/// <remarks>
/// <para>The model is <see cref="ChatOptions.ModelId"/> where set, else the one given to the constructor, else the first group of the configuration.
/// The deployment's client gets a copy of the options whose <see cref="ChatOptions.ModelId"/> is the upstream's name.</para>
/// <para>A stream may move to another deployment until its first content was handed out; after that a failure is thrown, never restarted.</para>
/// <para>The clients it calls are not disposed with it.</para>
/// </remarks>
public sealed partial class RoutedChatClient : IChatClient
{
    internal const string Operation = "chat";

    private readonly Router _router;
    private readonly string? _model;
    private readonly ChatClientFactory _factory;
    private readonly RoutedClientOptions _options;
    private readonly ConditionalWeakTable<Deployment, IChatClient> _clients = [];
    private readonly ChatClientMetadata _metadata;

    /// <summary>Builds the client.</summary>
    /// <param name="router">Picks.</param>
    /// <param name="model">The model requests go to that name none; null for the first group of the configuration.</param>
    /// <param name="clients">Gives the client of each deployment.</param>
    /// <param name="options">Clock and classifiers; null for the defaults.</param>
    public RoutedChatClient(Router router, string? model, ChatClientFactory clients, RoutedClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(clients);
        _router = router;
        _model = model;
        _factory = clients;
        _options = options ?? new RoutedClientOptions();
        _metadata = new ChatClientMetadata("fairlead", null, model);
    }

    /// <inheritdoc />
    /// <exception cref="RoutingException">No deployment answered; holds every attempt.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        var list = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        if (FastestResponse.Models(ModelFor(options), options) is { } race)
        {
            return await RaceAsync(race, list, options!, cancellationToken).ConfigureAwait(false);
        }

        var (response, attempt) = await AttemptLoop.RunAsync(
            _router,
            await DescribeAsync(list, options, stream: false, cancellationToken).ConfigureAwait(false),
            Operation,
            (Client: this, Messages: list, Options: options),
            AskAsync,
            static response => response.Usage,
            _options,
            cancellationToken).ConfigureAwait(false);
        ChatRequest.Tell(response.AdditionalProperties ??= [], attempt);
        return response;
    }

    /// <inheritdoc />
    /// <exception cref="RoutingException">No deployment answered, or the stream broke after its first content; holds every attempt.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        var list = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        if (FastestResponse.Models(ModelFor(options), options) is { } race)
        {
            await foreach (var update in RaceStreamsAsync(race, list, options!, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }

            yield break;
        }

        List<Exception>? causes = null;
        using var session = _router.Begin(await DescribeAsync(list, options, stream: true, cancellationToken).ConfigureAwait(false));
        while (session.TryNext(out var attempt) || (session.MayWait && (attempt = await session.WaitAsync(cancellationToken).ConfigureAwait(false)).Number > 0))
        {
            if (Mirrors.MayWant(attempt))
            {
                Mirror(list, options, attempt, stream: true);
            }

            NextStep step;
            var stream = attempt.HedgeAfter is { } after
                ? await new HedgedStream(session, this, list, options, _options, cancellationToken).OpenAsync(attempt, after, causes ??= []).ConfigureAwait(false)
                : new StreamAttempt(session, attempt, _options, raced: false, cancellationToken);
            await using (stream.ConfigureAwait(false))
            {
                if (attempt.HedgeAfter is null)
                {
                    await stream.OpenAsync(this, list, options).ConfigureAwait(false);
                }

                while (await stream.MoveNextAsync().ConfigureAwait(false))
                {
                    yield return stream.Current;
                }

                if (stream.Error is null)
                {
                    yield break;
                }

                (causes ??= []).Add(stream.Error);
                step = stream.Step;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (step.Action is NextAction.GiveUp)
            {
                break;
            }

            await AttemptLoop.WaitAsync(step, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        AttemptLoop.Throw(session, causes);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
        {
            return null;
        }

        return serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(Router) ? _router
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the deployments' clients belong to whoever made them.</summary>
    public void Dispose()
    {
    }

    internal IChatClient ClientFor(Deployment deployment)
    {
        if (_clients.TryGetValue(deployment, out var client))
        {
            return client;
        }

        client = _factory(deployment);
        if (client is null)
        {
            AttemptLoop.ThrowNoClient(deployment, nameof(IChatClient));
        }

        return _clients.GetValue(deployment, _ => client);
    }

    private static async Task<ChatResponse> AskAsync(
        (RoutedChatClient Client, IReadOnlyCollection<ChatMessage> Messages, ChatOptions? Options) call, RouteAttempt attempt, CancellationToken token)
    {
        if (attempt.Mock is not null)
        {
            return await MockAnswers.ChatAsync(attempt, token).ConfigureAwait(false);
        }

        if (Mirrors.MayWant(attempt))
        {
            call.Client.Mirror(call.Messages, call.Options, attempt, stream: false);
        }

        return EmptyAnswer.Check(
            await call.Client.ClientFor(attempt.Deployment)
                .GetResponseAsync(ChatOverlay.Messages(call.Messages, attempt), ChatRequest.OptionsFor(attempt, call.Options), token).ConfigureAwait(false),
            call.Options);
    }

    private ValueTask<RouteRequest> DescribeAsync(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancellationToken)
    {
        var request = ChatRequest.Describe(ModelFor(options), messages, options, stream);
        return _router.SemanticRouterOf(request.Model) is null
            ? new(ChatAffinity.Add(ChatPreRoute.Apply(_router, request, messages, options), _router.Model, messages, options))
            : BySemanticsAsync(request, messages, options, cancellationToken);
    }

    private async ValueTask<RouteRequest> BySemanticsAsync(RouteRequest request, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var choice = await ChatPreRoute.EmbedAsync(_router, request.Model, messages, _options, cancellationToken).ConfigureAwait(false);
        return ChatAffinity.Add(request with { PreRoute = choice }, _router.Model, messages, options);
    }

    private string ModelFor(ChatOptions? options) => options?.ModelId ?? _model ?? ChatRequest.FirstGroup(_router);
}
