namespace Fairlead.Providers.Streaming;

/// <summary>Cuts a stream into its frames, in whatever pieces it comes. Every split of the same bytes gives the same frames. Not thread-safe.</summary>
internal abstract class FrameSplitter : IDisposable
{
    /// <summary>
    /// Longest frame that is handed on. Above the largest chunk of base64 audio or image seen (about 400 KB),
    /// below what could hurt if an upstream never ends a line.
    /// </summary>
    public const int MaxFrameBytes = 1024 * 1024;

    /// <summary>Takes the next piece.</summary>
    /// <param name="chunk">The bytes.</param>
    /// <param name="handler">Gets the frames that are whole.</param>
    public abstract void Push(ReadOnlySpan<byte> chunk, FrameHandler handler);

    /// <summary>The stream is over: a last frame counts even where its end mark is missing.</summary>
    /// <param name="handler">Gets it.</param>
    public abstract void Complete(FrameHandler handler);

    /// <summary>As new, for the next stream.</summary>
    public abstract void Reset();

    /// <summary>Gives the buffers back; may be used again after <see cref="Reset"/>.</summary>
    public abstract void Dispose();
}
