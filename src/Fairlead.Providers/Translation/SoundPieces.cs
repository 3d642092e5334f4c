using System.Buffers.Text;

namespace Fairlead.Providers.Translation;

/// <summary>Gathers the pieces in which a stream brings one sound: bytes in base64, and the words that are said in it.</summary>
internal sealed class SoundPieces
{
    private readonly List<MediaPart> _pieces = [];

    /// <summary>Whether it is a piece of a sound: then it has the sound's id; media without one are whole.</summary>
    public static bool IsPiece(Part part) => part is MediaPart { Kind: MediaKind.Audio, FileId: not null };

    /// <summary>Whether it goes on with what was added last.</summary>
    public bool Continues(MediaPart piece) => _pieces.Count > 0 && _pieces[^1].FileId == piece.FileId;

    /// <summary>Adds one.</summary>
    public void Add(MediaPart piece) => _pieces.Add(piece);

    /// <summary>The sound they make, which is then no longer kept; null where there is none.</summary>
    public MediaPart? Take()
    {
        if (_pieces.Count == 0)
        {
            return null;
        }

        var whole = new MediaPart(MediaKind.Audio)
        {
            FileId = _pieces[0].FileId,
            MediaType = _pieces[0].MediaType,
            Base64 = Bytes(),
            Text = Utf8Texts.Join(_pieces.Select(static piece => piece.Text)),
        };
        _pieces.Clear();
        return whole;
    }

    // Each piece is base64 by itself: only where one is padded amid the sound must its bytes be put together.
    private Utf8Text Bytes()
    {
        var texts = _pieces.Select(static piece => piece.Base64).Where(static text => !text.IsEmpty).ToList();
        var isPadded = texts.SkipLast(1).Any(static text => text.Span[^1] == '=') && texts.TrueForAll(static text => Base64.IsValid(text.Span));
        return isPadded
            ? Utf8Text.Of(Convert.ToBase64String([.. texts.SelectMany(static text => Convert.FromBase64String(text.ToString()))]))
            : Utf8Texts.Join(texts);
    }
}
