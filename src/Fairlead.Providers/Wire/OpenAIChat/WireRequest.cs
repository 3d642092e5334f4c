using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>A body to send.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="ModelSpan">Where the value of <c>model</c> stands, quotes included.</param>
internal readonly record struct WireRequest(ReadOnlyMemory<byte> Body, Range ModelSpan)
{
    /// <summary>Not for HTML: other scripts than Latin stay as they are, and cost their own bytes only.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>model</c>; must be the first member.</summary>
    public static Range WriteModel(Utf8JsonWriter writer, string model)
    {
        writer.WritePropertyName("model"u8);
        var start = (int)(writer.BytesCommitted + writer.BytesPending);
        writer.WriteStringValue(model);
        return start..(int)(writer.BytesCommitted + writer.BytesPending);
    }
}
