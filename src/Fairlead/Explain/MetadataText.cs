using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Fairlead.Explain;

/// <summary>A deployment's metadata as JSON text.</summary>
internal static class MetadataText
{
    /// <summary>Null when there is none.</summary>
    public static string? Of(IReadOnlyDictionary<string, JsonElement> metadata)
    {
        if (metadata.Count == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metadata)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
