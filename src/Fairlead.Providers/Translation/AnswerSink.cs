namespace Fairlead.Providers.Translation;

/// <summary>Takes the events of a stream, one after the other: a writer of the client's format, or whoever gathers them.</summary>
internal abstract class AnswerSink : IDisposable
{
    /// <summary>Takes one event.</summary>
    public abstract void On(in StreamEvent item);

    /// <summary>Gives back what it holds.</summary>
    public virtual void Dispose()
    {
    }
}
