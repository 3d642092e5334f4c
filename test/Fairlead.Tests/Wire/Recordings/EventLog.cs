using System.Globalization;
using System.Text;
using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Wire.Recordings;

/// <summary>The events of a stream, a line an event: what the client's writer is told, in its order.</summary>
internal sealed class EventLog : AnswerSink
{
    private readonly StringBuilder _lines = new();

    /// <summary>The events of a stream that comes in pieces of these sizes, and what is left in one.</summary>
    public static string Of(Dialect dialect, ReadOnlySpan<byte> stream, IReadOnlyList<int> sizes)
    {
        using var log = new EventLog();
        using var splitter = dialect.NewSplitter();
        var reader = dialect.NewStreamReader(log);
        foreach (var size in sizes)
        {
            var length = Math.Min(size, stream.Length);
            splitter.Push(stream[..length], reader);
            stream = stream[length..];
        }

        splitter.Push(stream, reader);
        splitter.Complete(reader);
        log._lines.Append(CultureInfo.InvariantCulture, $"whole: {reader.Complete()}\n");
        return log._lines.ToString();
    }

    public override void On(in StreamEvent item)
    {
        _lines.Append(CultureInfo.InvariantCulture, $"{item.Kind} {item.Choice} {item.Tool} {item.Id} {item.Name} {item.Created} {item.IsCustom} {item.State.By}{item.State.Value} {item.Finish} {item.NativeFinish} {item.StopSequence} {item.Usage} {item.Error?.Kind}")
            .Append(CultureInfo.InvariantCulture, $" '{Encoding.UTF8.GetString(item.Text)}'");
        if (item.Citation is { } citation)
        {
            _lines.Append(CultureInfo.InvariantCulture, $" {citation.Url} {citation.Title} {citation.CitedText} {citation.Start} {citation.End} {citation.Json}");
        }

        _lines.Append(item.Part switch
        {
            MediaPart media => $" {media.Kind} {media.MediaType} {media.Base64} {media.Url} {media.FileId} {media.Text}",
            OpaquePart opaque => $" {opaque.Json}",
            null => "",
            _ => " " + item.Part.GetType().Name,
        }).Append('\n');
    }
}
