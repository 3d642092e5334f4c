using Fairlead.Attempts;

namespace Fairlead.Chat;

/// <summary>A request that no deployment answered: why, and how every attempt ended.</summary>
/// <remarks>
/// Thrown at the <c>IChatClient</c> and <c>IEmbeddingGenerator</c> edge, whose contracts throw. The message names each attempt's reason and holds no
/// text of other people's exceptions; those are in <see cref="Causes"/>, the last one also in <see cref="Exception.InnerException"/>.
/// </remarks>
public sealed class RoutingException : Exception
{
    /// <summary>Wraps a failure.</summary>
    /// <param name="failure">Why the request was not answered.</param>
    /// <param name="causes">The exceptions of the attempts, in their order; empty when no attempt was made.</param>
    public RoutingException(RouteFailure failure, IReadOnlyList<Exception>? causes = null)
        : base(MessageOf(failure), causes is { Count: > 0 } ? causes[^1] : null)
    {
        Failure = failure;
        Causes = causes ?? [];
    }

    /// <summary>Why the request was not answered, with every attempt.</summary>
    public RouteFailure Failure { get; }

    /// <summary>The most useful attempt's failure; <see cref="FailureKind.None"/> when no attempt was made.</summary>
    public FailureKind Kind => Failure.Kind;

    /// <summary>The HTTP status a server in front of this client should answer with.</summary>
    public int Status => Failure.Status;

    /// <summary>When a try may succeed, where that is known.</summary>
    public TimeSpan? RetryAfter => Failure.RetryAfter;

    /// <summary>What the deployments' clients threw, in the order of the attempts.</summary>
    public IReadOnlyList<Exception> Causes { get; }

    private static string MessageOf(RouteFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Message;
    }
}
