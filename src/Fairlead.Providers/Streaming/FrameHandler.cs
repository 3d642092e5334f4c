namespace Fairlead.Providers.Streaming;

/// <summary>Takes the frames of a stream, one after the other.</summary>
internal abstract class FrameHandler
{
    /// <summary>Takes one frame. Its bytes are gone when this returns.</summary>
    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="data">Its data.</param>
    public abstract void OnFrame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>A frame came that is longer than any that is looked into (<see cref="FrameSplitter.MaxFrameBytes"/>), and was passed over.</summary>
    public abstract void OnLongFrame();

    /// <inheritdoc cref="OnLongFrame()"/>
    /// <param name="name">The event's name; empty where it has none.</param>
    public virtual void OnLongFrame(ReadOnlySpan<byte> name) => OnLongFrame();

    /// <summary>What came is no frame (it does not fit its checksum): nothing can be read after it.</summary>
    public virtual void OnBrokenFrame() => OnLongFrame();
}
