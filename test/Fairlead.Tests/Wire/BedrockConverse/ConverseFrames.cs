using System.Buffers;
using System.Text;
using Fairlead.Providers.Streaming;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>Streams of Converse as a person writes them: <c>name {payload}</c>, a line an event.</summary>
internal static class ConverseFrames
{
    public static byte[] Of(params IReadOnlyList<string> lines)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var name = Encoding.UTF8.GetBytes(line[..space]);
            var payload = Encoding.UTF8.GetBytes(line[(space + 1)..]);
            if (line[..space].EndsWith("Exception", StringComparison.Ordinal))
            {
                EventStreamWriter.Exception(output, name, payload);
            }
            else
            {
                EventStreamWriter.Event(output, name, payload);
            }
        }

        return output.WrittenSpan.ToArray();
    }
}
