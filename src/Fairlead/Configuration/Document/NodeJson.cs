using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fairlead.Configuration.Document;

/// <summary>Turns a part of the tree into JSON, for the places that keep values as written.</summary>
internal static class NodeJson
{
    /// <summary>Converts a value.</summary>
    /// <param name="node">The value.</param>
    /// <param name="resolve">Replaces a scalar before it is written (<c>os.environ/NAME</c>); null keeps all as written.</param>
    public static JsonElement ToElement(ConfigNode node, Func<ConfigNode, ConfigNode>? resolve)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, node, resolve);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, ConfigNode node, Func<ConfigNode, ConfigNode>? resolve)
    {
        switch (node.Kind)
        {
            case NodeKind.Map:
                writer.WriteStartObject();
                foreach (var entry in node.Entries)
                {
                    writer.WritePropertyName(Utf8(entry.Key));
                    Write(writer, entry.Value, resolve);
                }

                writer.WriteEndObject();
                break;
            case NodeKind.List:
                writer.WriteStartArray();
                foreach (var item in node.Items)
                {
                    Write(writer, item, resolve);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar(writer, resolve is null ? node : resolve(node));
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, ConfigNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Null:
                writer.WriteNullValue();
                break;
            case NodeKind.Boolean when CoreSchema.TryBoolean(node.Scalar, out var truth):
                writer.WriteBooleanValue(truth);
                break;
            case NodeKind.Number when long.TryParse(node.Scalar, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                writer.WriteNumberValue(whole);
                break;
            case NodeKind.Number when CoreSchema.TryNumber(node.Scalar, out var number):
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(Utf8(node.Scalar));
                break;
        }
    }

    /// <summary>The writer refuses half a surrogate pair, which an escape in YAML can make; the encoder replaces it.</summary>
    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
