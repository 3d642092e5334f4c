namespace Fairlead.Providers.Http;

/// <summary>Where an object's first member can be put in.</summary>
internal static class JsonObjectStart
{
    /// <summary>The offset after the opening brace; 0 when the body is not an object.</summary>
    public static int AfterBrace(ReadOnlySpan<byte> body)
    {
        var brace = body.IndexOf((byte)'{');
        return brace + 1;
    }

    /// <summary>Whether the object has no member.</summary>
    public static bool IsEmptyObject(ReadOnlySpan<byte> body)
    {
        var rest = body[AfterBrace(body)..];
        var next = rest.IndexOfAnyExcept(" \t\r\n"u8);
        return next >= 0 && rest[next] == (byte)'}';
    }
}
