using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>Watches an event stream go by: has content come, has it failed, what was used.</summary>
internal sealed class StreamWatch
{
    public bool HasContent { get; private set; }
    public FailureKind Error { get; private set; }
    public int InputTokens { get; private set; }
    public int OutputTokens { get; private set; }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        HasContent |= bytes.IndexOf("data:"u8) >= 0;
    }

    public void Count((int Input, int Output) usage) => (InputTokens, OutputTokens) = usage;

    public void Reset()
    {
        HasContent = false;
        Error = FailureKind.None;
        InputTokens = OutputTokens = 0;
    }
}
