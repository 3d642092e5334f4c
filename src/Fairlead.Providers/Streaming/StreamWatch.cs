using Fairlead.Providers.Http;

namespace Fairlead.Providers.Streaming;

/// <summary>
/// Watches an answer's stream, in whatever pieces it comes: tells when the first content has come, whether an error came, what the usage is, and whether the
/// stream ended as it should. Every split of the same bytes gives the same answers. Not thread-safe; reused after <see cref="Reset"/>.
/// </summary>
internal abstract class StreamWatch : IDisposable
{
    /// <summary>Text, reasoning, a refusal or a tool call, or a reason to finish other than <c>stop</c>, has come: from here on nothing may be tried again.</summary>
    public bool ContentSeen { get; protected set; }

    /// <summary>An error has come within the stream.</summary>
    public bool ErrorSeen { get; protected set; }

    /// <summary>The error came before any content: another deployment may still answer.</summary>
    public bool ErrorBeforeContent { get; protected set; }

    /// <summary>A reason to finish has come.</summary>
    public bool FinishSeen { get; protected set; }

    /// <summary>The stream came to its end: what is missing after this is nothing.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>A content filter ended the answer: a stream before any content, a plain answer (where it is read as one) whatever came before.</summary>
    public bool IsFiltered { get; protected set; }

    /// <summary>The last usage that came; vendors that send several count up.</summary>
    public TokenUsage Usage { get; protected set; }

    /// <summary>Whether <see cref="Usage"/> is the upstream's word.</summary>
    public bool UsageSeen { get; protected set; }

    /// <summary>The answer's id, where requests can refer to it later; null where they cannot, and before it has come.</summary>
    public virtual string? AnswerId => null;

    /// <summary>The end of the last text that only this account can read again, where such come; empty where none has.</summary>
    public virtual ReadOnlySpan<byte> Sealed => default;

    /// <summary>Events with data so far.</summary>
    public int Events { get; protected set; }

    /// <summary>Looks at the next piece of the stream.</summary>
    public abstract void Push(ReadOnlySpan<byte> chunk);

    /// <summary>The stream is over: a last event without its end mark counts too, as some servers forget it.</summary>
    public abstract void Complete();

    /// <summary>What the error within the stream means.</summary>
    /// <param name="context">What the reason must not repeat.</param>
    public abstract UpstreamFailure ErrorOf(in ReasonContext context);

    /// <summary>As new, for the next stream.</summary>
    public virtual void Reset()
    {
        ContentSeen = ErrorSeen = ErrorBeforeContent = FinishSeen = IsFiltered = UsageSeen = false;
        Usage = default;
        Events = 0;
    }

    /// <summary>Gives the buffers back; may be used again after <see cref="Reset"/>.</summary>
    public abstract void Dispose();
}
