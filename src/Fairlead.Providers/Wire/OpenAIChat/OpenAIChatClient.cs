using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>An <see cref="IChatClient"/> for one deployment that speaks OpenAI's chat format. Thread-safe.</summary>
/// <remarks>
/// <para>Members of <see cref="ChatOptions.AdditionalProperties"/> are sent as members of the body, under their own names; one that has the wire
/// name of a typed option wins over it. Members of answers that have no typed place come back in <c>AdditionalProperties</c> as JSON.</para>
/// <para>A stream's tool calls come out whole, when they are finished; a refusal is an <see cref="ErrorContent"/> with the code <c>Refusal</c>.</para>
/// <para>It does not retry: that is the router's business. The <see cref="UpstreamClient"/> is not disposed with it.</para>
/// </remarks>
public sealed class OpenAIChatClient : IChatClient
{
    private readonly UpstreamClient _upstream;
    private readonly Deployment _deployment;
    private readonly ChatClientMetadata _metadata;

    /// <summary>The caller limits the time of a call by its token, as the router does; else the deployment's own time counts.</summary>
    internal bool IsTimed { get; init; }

    /// <summary>Builds the client.</summary>
    /// <param name="upstream">Makes the calls.</param>
    /// <param name="deployment">Whom to call.</param>
    public OpenAIChatClient(UpstreamClient upstream, Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(deployment);
        _upstream = upstream;
        _deployment = deployment;
        _metadata = new ChatClientMetadata(
            deployment.Provider,
            Uri.TryCreate(deployment.Config.Params.ApiBase, UriKind.Absolute, out var uri) ? uri : null,
            deployment.UpstreamModel);
    }

    /// <inheritdoc />
    /// <exception cref="UpstreamException">The call failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var reply = await SendAsync(messages, options, stream: false, cancellationToken).ConfigureAwait(false);
        await using (reply.ConfigureAwait(false))
        {
            return ChatResponseReader.Read(await ReplyStream.ReadAllAsync(reply, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <inheritdoc />
    /// <exception cref="UpstreamException">The call failed, or the stream broke.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var reply = await SendAsync(messages, options, stream: true, cancellationToken).ConfigureAwait(false);
        await using var ownedReply = reply.ConfigureAwait(false);
        if (reply.ContentHeaders?.ContentType?.MediaType == "application/json")
        {
            // Some servers answer a request for a stream in one piece.
            var response = ChatResponseReader.Read(await ReplyStream.ReadAllAsync(reply, cancellationToken).ConfigureAwait(false));
            foreach (var update in response.ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        var reader = new ChatStreamReader();
        var body = new ReplyStream(reply, endEvent: true);
        await using var ownedBody = body.ConfigureAwait(false);
        var events = SseParser.Create(body, (_, data) => reader.Read(data));
        await foreach (var item in events.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item.Data is { } update)
            {
                yield return update;
            }

            if (reader.Done)
            {
                break;
            }
        }

        if (reader.End() is { } last)
        {
            yield return last;
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(Deployment) ? _deployment
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the <see cref="UpstreamClient"/> belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private ValueTask<UpstreamReply> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancellationToken)
    {
        var model = options?.ModelId ?? _deployment.UpstreamModel;
        var request = ChatRequestWriter.Write(_deployment, model, messages, options, stream);
        return UpstreamCalls.SendAsync(_upstream, _deployment, Surface.ChatCompletions, model, request, stream, IsTimed, cancellationToken);
    }
}
