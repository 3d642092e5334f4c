using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>A chat client that does what a test says, and keeps what it was asked.</summary>
internal sealed class ScriptedChatClient : IChatClient
{
    /// <summary>The options of every call, in order.</summary>
    public List<ChatOptions?> Options { get; } = [];

    public int Calls => Options.Count;

    public bool IsDisposed { get; private set; }

    public Func<ChatOptions?, CancellationToken, Task<ChatResponse>> Answer { get; set; } =
        static (_, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok")));

    public Func<ChatOptions?, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Stream { get; set; } = static (_, _) => Updates("ok");

    public static ScriptedChatClient Says(string text) => new()
    {
        Answer = (_, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))),
        Stream = (_, _) => Updates(text),
    };

    public static ScriptedChatClient Throws(Exception exception) => new()
    {
        Answer = (_, _) => Task.FromException<ChatResponse>(exception),
        Stream = (_, _) => Failing(exception),
    };

    /// <summary>Updates with these texts, the first one with the role only.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Updates(params string[] texts)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "");
        foreach (var text in texts)
        {
            yield return new ChatResponseUpdate(null, text);
        }

        await Task.CompletedTask;
    }

    /// <summary>Updates with these texts, and then a failure.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Failing(Exception exception, params string[] texts)
    {
        await foreach (var update in Updates(texts))
        {
            yield return update;
        }

        throw exception;
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options.Add(options);
        return Answer(options, cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Options.Add(options);
        await foreach (var update in Stream(options, cancellationToken))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => IsDisposed = true;
}
