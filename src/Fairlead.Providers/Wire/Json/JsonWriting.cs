using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Json;

/// <summary>Writes texts and values that are bytes already.</summary>
internal static class JsonWriting
{
    /// <summary>Not for HTML: other scripts than Latin stay as they are, and cost their own bytes only. What is written is valid by how it is written.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a member that is text.</summary>
    public static void WriteText(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Utf8Text text) => json.WriteString(name, text.Span);

    /// <summary>Writes a member that is JSON; nothing where there is none.</summary>
    public static void WriteJson(this Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        if (!value.IsEmpty)
        {
            json.WritePropertyName(name);
            json.WriteRaw(value.Span);
        }
    }

    /// <summary>Writes a member whose name is the caller's.</summary>
    public static void WriteJson(this Utf8JsonWriter json, string name, RawJson value)
    {
        if (!value.IsEmpty)
        {
            json.WritePropertyName(name);
            json.WriteRaw(value.Span);
        }
    }

    /// <summary>Writes a value that is valid JSON, on one line: in a stream a line's end would be the event's.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAny("\r\n"u8) < 0)
        {
            json.WriteRawValue(value, skipInputValidation: true);
            return;
        }

        // In JSON they only ever stand between values.
        var line = new byte[value.Length];
        var length = 0;
        foreach (var each in value)
        {
            if (each is not ((byte)'\r' or (byte)'\n'))
            {
                line[length++] = each;
            }
        }

        json.WriteRawValue(line.AsSpan(0, length), skipInputValidation: true);
    }

    /// <summary>Writes a member that is text; nothing where it is null.</summary>
    public static void WriteIf(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Writes a member that is a number; nothing where it is null.</summary>
    public static void WriteIf(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    /// <inheritdoc cref="WriteIf(Utf8JsonWriter, ReadOnlySpan{byte}, long?)"/>
    public static void WriteIf(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    /// <summary>Writes a member that is true or false; nothing where it is null.</summary>
    public static void WriteIf(this Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }
}
