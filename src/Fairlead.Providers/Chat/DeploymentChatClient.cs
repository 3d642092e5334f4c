using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Media;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>An <see cref="IChatClient"/> for one deployment, in whichever format it speaks. Thread-safe.</summary>
/// <remarks>
/// <para>Members of <see cref="ChatOptions.AdditionalProperties"/> are read as members of an OpenAI chat request, under their names there; one that has the wire
/// name of a typed option wins over it, and one that nobody knows is sent to the deployment as it is. Members of answers that have no typed place come back in
/// <c>AdditionalProperties</c> as JSON.</para>
/// <para>A stream's tool calls come out whole, when they are finished; a refusal is an <see cref="ErrorContent"/> with the code <c>Refusal</c>. Signed reasoning is
/// in <see cref="TextReasoningContent.ProtectedData"/>: given back with the history, it reaches the vendor that signed it.</para>
/// <para>A message part, or a parameter, that the deployment's format has no place for is refused, with <see cref="FailureKind.Unsupported"/>; parameters may be left
/// out instead (<c>drop_params</c>).</para>
/// <para>It does not retry: that is the router's business. The <see cref="UpstreamClient"/> is not disposed with it.</para>
/// </remarks>
public sealed class DeploymentChatClient : IChatClient
{
    private readonly UpstreamClient _upstream;
    private readonly Deployment _deployment;
    private readonly ChatClientMetadata _metadata;

    /// <summary>The caller limits the time of a call by its token, as the router does; else the deployment's own time counts.</summary>
    internal bool IsTimed { get; init; }

    /// <summary>Builds the client.</summary>
    /// <param name="upstream">Makes the calls.</param>
    /// <param name="deployment">Whom to call.</param>
    public DeploymentChatClient(UpstreamClient upstream, Deployment deployment)
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
        var (reply, dialect) = await SendAsync(messages, options, stream: false, cancellationToken).ConfigureAwait(false);
        await using (reply.ConfigureAwait(false))
        {
            return Read(await ReplyBody.ReadAllAsync(reply, cancellationToken).ConfigureAwait(false), dialect);
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
        var (reply, dialect) = await SendAsync(messages, options, stream: true, cancellationToken).ConfigureAwait(false);
        await using var ownedReply = reply.ConfigureAwait(false);
        if (reply.ContentHeaders?.ContentType?.MediaType == "application/json" && dialect.StreamContentType != "application/json")
        {
            // Some servers answer a request for a stream in one piece.
            var response = Read(await ReplyBody.ReadAllAsync(reply, cancellationToken).ConfigureAwait(false), dialect);
            foreach (var update in response.ToChatResponseUpdates())
            {
                yield return update;
            }

            yield break;
        }

        using var stream = new UpdateStream(dialect);
        var buffer = new byte[UpdateStream.ReadSize];
        while (true)
        {
            var read = await reply.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            ReplyBody.ThrowIfFailed(read, reply, cancellationToken);
            stream.Push(buffer.AsSpan(0, read.Count));
            while (stream.Take() is { } update)
            {
                yield return update;
            }

            if (read.Count == 0)
            {
                yield break;
            }
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

    internal static ChatResponse Read(ReadOnlyMemory<byte> bytes, Dialect dialect)
    {
        try
        {
            using var body = JsonBody.Parse(bytes);
            ErrorAnswer.ThrowIfError(body.Root);
            return ResponseBuilder.Build(dialect.ReadAnswer(body), body.Root.Clone());
        }
        catch (Exception e) when (e is JsonException or WireException or InvalidOperationException or FormatException or OverflowException)
        {
            // Boundary: an answer that is not what its format says.
            throw new UpstreamException(FailureKind.MalformedResponse, 200, e is WireException ? e.Message : "the answer is not JSON", inner: e);
        }
    }

    private async ValueTask<(UpstreamReply Reply, Dialect Dialect)> SendAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancellationToken)
    {
        var model = options?.ModelId ?? _deployment.UpstreamModel;
        var endpoint = _upstream.EndpointOf(_deployment);
        var dialect = endpoint.DialectFor(null);
        var conversation = await WithMediaAsync(ConversationBuilder.Build(messages, options, stream), dialect, cancellationToken).ConfigureAwait(false);
        var request = RequestTranslator.Write(conversation, endpoint, _deployment, model, dialect);
        if (request.Refusal(endpoint.DropsParameters) is { } loss)
        {
            throw new UpstreamException(FailureKind.Unsupported, 0, $"'{loss.Name}' cannot be sent to {endpoint.Vendor.Label}: {loss.Why}");
        }

        var reply = await UpstreamCalls.SendAsync(_upstream, _deployment, dialect.Surface, model, request.Body, stream, IsTimed, cancellationToken).ConfigureAwait(false);
        return (reply, request.Dialect);
    }

    private async ValueTask<Conversation> WithMediaAsync(Conversation conversation, Dialect dialect, CancellationToken cancellationToken)
    {
        if (!MediaInliner.IsNeeded(conversation, dialect))
        {
            return conversation;
        }

        try
        {
            return await new MediaInliner(_upstream.Media, MediaInliner.DefaultMaxBytes).InlineAsync(conversation, dialect, cancellationToken).ConfigureAwait(false);
        }
        catch (WireException e)
        {
            throw new UpstreamException(FailureKind.BadRequest, 0, e.Message, inner: e);
        }
    }
}
