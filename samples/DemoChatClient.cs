using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Samples;

/// <summary>A model in this process, so that the samples run without a key: says its name, or fails when it is switched off.</summary>
/// <remarks>In its place stands any <see cref="IChatClient"/>: a vendor's SDK, or one you wrote.</remarks>
public sealed class DemoChatClient(string name) : IChatClient
{
    public bool IsDown { get; set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        IsDown
            ? Task.FromException<ChatResponse>(new UpstreamException(FailureKind.Unavailable, 503, $"{name} is down"))
            : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"{name} answers")));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
