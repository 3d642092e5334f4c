using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Http.Forms;
using Fairlead.Providers.Wire.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Gateway.Relay;

/// <summary>
/// Reads a form as it comes: its bytes go into the spool, files unseen, and its text fields, as a JSON object, in place of a body, so that routing reads them as any
/// other request's.
/// </summary>
internal static class FormReader
{
    /// <summary>Room for one read.</summary>
    private const int BufferSize = 32 * 1024;

    /// <summary>Most bytes of all text fields: a prompt has 32,000 characters at most.</summary>
    private const int MostText = 1024 * 1024;

    /// <summary>RFC 2046 allows a boundary 70 characters.</summary>
    private const int LongestBoundary = 70;

    /// <summary>Reads the form to its end.</summary>
    /// <returns>Why it is refused; null when it was read.</returns>
    public static async ValueTask<RequestFault?> ReadAsync(HttpContext http, RelayContext relay, long limit)
    {
        var request = http.Request;
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return new RequestFault(415, "A compressed request body is not supported; send it without 'Content-Encoding'.");
        }

        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : "";
        if (boundary.Length is 0 or > LongestBoundary)
        {
            return RequestFault.Invalid("The request's content type must be 'multipart/form-data' with a 'boundary' of at most 70 characters.");
        }

        if (request.ContentLength > limit)
        {
            return RequestFault.TooLarge(limit);
        }

        relay.Form = new FormBody(request.ContentType!, boundary);
        try
        {
            return await PartsAsync(relay.Form, new FormTee(request.Body, relay.Form.Spool, limit), relay);
        }
        catch (InvalidDataException e)
        {
            return RequestFault.Invalid("The form is malformed: " + e.Message);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            return RequestFault.Invalid("The form ends before its last boundary.");
        }
    }

    private static async ValueTask<RequestFault?> PartsAsync(FormBody form, FormTee body, RelayContext relay)
    {
        var reader = new MultipartReader(form.Boundary, body, BufferSize);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var room = MostText;
            for (var number = 1; await reader.ReadNextSectionAsync(relay.Token) is { } section; number++)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name).Length == 0)
                {
                    return RequestFault.Invalid($"Part {number} of the form has no name in its 'Content-Disposition'.");
                }

                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                var start = section.BaseStreamOffset!.Value;
                var isFile = disposition.FileName.HasValue || disposition.FileNameStar.HasValue;
                var text = isFile ? null : new ArrayBufferWriter<byte>();
                var length = 0L;
                while (await section.Body.ReadAsync(buffer.AsMemory(0, BufferSize), relay.Token) is > 0 and var read)
                {
                    length += read;
                    if (!isFile && (room -= read) < 0)
                    {
                        return RequestFault.Invalid($"The form's text fields are longer than {MostText} bytes; '{name}' is the last of them.", name);
                    }

                    text?.Write(buffer.AsSpan(0, read));
                }

                if (text is not null)
                {
                    form.Add(new FormField(name, Encoding.UTF8.GetString(text.WrittenSpan), form.CloseAt, start, start + length));
                }

                form.CloseAt = start + length + 2;
            }

            // What stands behind the last boundary belongs to the bytes too.
            while (await body.ReadAsync(buffer.AsMemory(0, BufferSize), relay.Token) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Members(form, relay);
    }

    /// <summary>Writes the text fields as a JSON object.</summary>
    private static RequestFault? Members(FormBody form, RelayContext relay)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            json.WriteStartObject();
            foreach (var same in form.Fields.GroupBy(static field => field.Name, StringComparer.Ordinal))
            {
                FormField[] fields = [.. same];
                var field = RequestFields.Of(Encoding.UTF8.GetBytes(same.Key));
                if (field == RequestField.Model && fields.Length > 1)
                {
                    return RequestFault.Invalid("'model' is given twice.", "model");
                }

                json.WritePropertyName(same.Key);
                if (fields.Length == 1)
                {
                    Value(json, field, fields[0].Text);
                    continue;
                }

                json.WriteStartArray();
                foreach (var one in fields)
                {
                    json.WriteStringValue(one.Text);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        relay.Body.Append(buffer.WrittenSpan);
        return null;
    }

    /// <summary>A value: what the gateway itself reads may be a flag, a number or JSON; everything else is a text.</summary>
    private static void Value(Utf8JsonWriter json, RequestField field, string text)
    {
        if (field is not (RequestField.Other or RequestField.Model) && IsJson(text, out var raw))
        {
            json.WriteRawValue(raw);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static bool IsJson(string text, out string raw)
    {
        // Python writes its flags so.
        raw = text is "True" or "False" ? text.ToLowerInvariant() : text;
        try
        {
            using var document = JsonDocument.Parse(raw);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
