using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Fairlead.Cli.Commands;

/// <summary>A deployment's metadata as JSON text.</summary>
internal static class MetadataText
{
    /// <summary>Empty when there is none.</summary>
    public static string Of(IReadOnlyDictionary<string, JsonElement>? metadata)
    {
        if (metadata is null)
        {
            return "";
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
