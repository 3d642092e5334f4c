namespace Fairlead.Providers.Translation;

/// <summary>What kind of media.</summary>
internal enum MediaKind
{
    /// <summary>A picture.</summary>
    Image,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>A document: PDF, text, office formats.</summary>
    Document,

    /// <summary>Moving pictures.</summary>
    Video,
}

/// <summary>A picture, sound, document or video: its bytes, or where they are. Exactly one of the sources is set.</summary>
internal sealed class MediaPart(MediaKind kind) : Part
{
    /// <summary>What it is.</summary>
    public MediaKind Kind { get; } = kind;

    /// <summary>Its media type (<c>image/png</c>); null where the request does not say.</summary>
    public string? MediaType { get; init; }

    /// <summary>The bytes in base64.</summary>
    public Utf8Text Base64 { get; init; }

    /// <summary>Where it can be fetched.</summary>
    public string? Url { get; init; }

    /// <summary>The vendor's id of a file uploaded before.</summary>
    public string? FileId { get; init; }

    /// <summary>A document that is plain text.</summary>
    public Utf8Text Text { get; init; }

    /// <summary>File name or title; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>How closely a picture is looked at (OpenAI's <c>detail</c>); null for the default.</summary>
    public string? Detail { get; init; }

    /// <summary>Citations are wanted of this document (Anthropic).</summary>
    public bool Citations { get; init; }

    /// <summary>The same picture with its bytes in place of its address.</summary>
    public MediaPart WithBytes(string mediaType, Utf8Text base64) => new(Kind)
    {
        MediaType = mediaType,
        Base64 = base64,
        Name = Name,
        Detail = Detail,
        Citations = Citations,
        CacheControl = CacheControl,
        Signature = Signature,
    };
}
