namespace Fairlead.Providers.Translation;

/// <summary>Keeps a whole answer in the client's format, for requests that refer to it.</summary>
internal interface IAnswerKeeper
{
    /// <summary>Keeps it. Called before the client gets its end.</summary>
    /// <param name="id">The answer's id.</param>
    /// <param name="answer">The answer; its bytes are gone when this returns.</param>
    void Keep(string id, ReadOnlySpan<byte> answer);
}
