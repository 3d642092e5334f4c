using System.Collections;
using System.Text;
using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

/// <summary>Writes every value of a configuration as text, so that two can be compared whole: records hold collections, which compare by reference.</summary>
internal static class ConfigText
{
    public static string Of(object value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.AppendLine("null");
                break;
            case Secret secret:
                text.AppendLine(secret.Reveal());
                break;
            case JsonElement json:
                text.AppendLine(Json(json));
                break;
            case string or ValueType:
                text.AppendLine(FormattableString.Invariant($"{value}"));
                break;
            case IDictionary map:
                text.AppendLine();
                foreach (var key in map.Keys.Cast<string>().Order(StringComparer.Ordinal))
                {
                    text.Append(' ', depth).Append(key).Append(": ");
                    Write(text, map[key], depth + 1);
                }

                break;
            case IEnumerable list:
                text.AppendLine();
                foreach (var item in list)
                {
                    text.Append(' ', depth).Append("- ");
                    Write(text, item, depth + 1);
                }

                break;
            default:
                text.AppendLine();
                foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
                {
                    text.Append(' ', depth).Append(property.Name).Append(": ");
                    Write(text, property.GetValue(value), depth + 1);
                }

                break;
        }
    }

    /// <summary>Written anew, so that two spellings of one text are the same.</summary>
    private static string Json(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
