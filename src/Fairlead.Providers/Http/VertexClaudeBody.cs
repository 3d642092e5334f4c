using System.Text.Json;

namespace Fairlead.Providers.Http;

/// <summary>
/// A Messages request as Vertex AI takes it: <c>anthropic_version</c> in the body, and no <c>model</c>, which stands in the address. All other bytes are the client's.
/// </summary>
internal static class VertexClaudeBody
{
    /// <summary>The one version there is.</summary>
    public const string Version = "vertex-2023-10-16";

    private static ReadOnlySpan<byte> Member => "\"anthropic_version\":\"vertex-2023-10-16\""u8;

    /// <summary>Plans it.</summary>
    /// <param name="call">The call, with the client's body.</param>
    /// <param name="quotedModel">The model's name, as JSON.</param>
    /// <param name="extra">Members to put in front, each with a comma after it.</param>
    public static SplicedContent Of(in UpstreamCall call, ReadOnlyMemory<byte> quotedModel, ReadOnlyMemory<byte> extra)
    {
        var body = call.Body;
        var (start, length) = call.ModelSpan.GetOffsetAndLength(body.Length);
        var says = SaysVersion(body.Span);
        if (call.Surface == Surface.CountTokens)
        {
            // Tokens are counted under one address for all: the body names the model.
            return new SplicedContent(body, call.ModelSpan, WithoutPath(quotedModel), says ? extra : (byte[])[.. Member, (byte)',', .. extra.Span]);
        }

        if (length == 0)
        {
            start = JsonObjectStart.AfterBrace(body.Span);
            return SplicedContent.Replacing(body, start..start, says ? default : (byte[])[.. Member, .. JsonObjectStart.IsEmptyObject(body.Span) ? default : ","u8], extra);
        }

        // The version takes the model's place.
        var end = start + length;
        start = NameStart(body.Span, start);
        return says ? SplicedContent.Replacing(body, WithComma(body.Span, start, end), default, extra) : SplicedContent.Replacing(body, start..end, Member.ToArray(), extra);
    }

    /// <summary>Whether the client's body names a version itself, as clients of Vertex AI do.</summary>
    private static bool SaysVersion(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\"anthropic_version\""u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("anthropic_version"u8))
            {
                return true;
            }

            reader.Read();
            reader.Skip();
        }

        return false;
    }

    /// <summary>Where the name of a member begins, its quote included, by where its value does.</summary>
    private static int NameStart(ReadOnlySpan<byte> body, int value)
    {
        var closing = body[..value].LastIndexOf((byte)'"');
        return body[..closing].LastIndexOf((byte)'"');
    }

    /// <summary>A member with the comma that would be one too many without it.</summary>
    private static Range WithComma(ReadOnlySpan<byte> body, int start, int end)
    {
        var after = end;
        while (after < body.Length && body[after] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            after++;
        }

        if (after < body.Length && body[after] == (byte)',')
        {
            return start..(after + 1);
        }

        var comma = body[..start].LastIndexOf((byte)',');
        return (comma < 0 ? start : comma)..end;
    }

    private static ReadOnlyMemory<byte> WithoutPath(ReadOnlyMemory<byte> quoted)
    {
        var slash = quoted.Span.LastIndexOf((byte)'/');
        return slash < 0 ? quoted : (byte[])[(byte)'"', .. quoted.Span[(slash + 1)..]];
    }
}
