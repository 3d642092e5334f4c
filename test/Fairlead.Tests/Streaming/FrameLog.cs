using System.Text;
using Fairlead.Providers.Streaming;

namespace Fairlead.Tests.Streaming;

/// <summary>Writes down the frames it is handed, one a line.</summary>
internal sealed class FrameLog : FrameHandler
{
    public List<string> Lines { get; } = [];

    public override void OnFrame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => Lines.Add($"{Encoding.UTF8.GetString(name)}: {Encoding.UTF8.GetString(data)}");

    public override void OnLongFrame() => Lines.Add("(long)");

    public override void OnBrokenFrame() => Lines.Add("(broken)");

    /// <summary>The frames of a stream that comes in pieces of these sizes, and what is left in one.</summary>
    public static List<string> Of(FrameSplitter splitter, ReadOnlySpan<byte> stream, params IReadOnlyList<int> sizes)
    {
        var log = new FrameLog();
        foreach (var size in sizes)
        {
            var length = Math.Min(size, stream.Length);
            splitter.Push(stream[..length], log);
            stream = stream[length..];
        }

        splitter.Push(stream, log);
        splitter.Complete(log);
        return log.Lines;
    }
}
