namespace Fairlead.Providers.Http.Forms;

/// <summary>A text field of a form, and where it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its value.</param>
/// <param name="PartStart">Where the boundary before it begins; 0 for the first part, whatever stands before its boundary.</param>
/// <param name="ValueStart">Where its value begins.</param>
/// <param name="ValueEnd">Where its value ends.</param>
internal sealed record FormField(string Name, string Text, long PartStart, long ValueStart, long ValueEnd)
{
    /// <summary>Where the boundary behind it begins: a line break stands between.</summary>
    public long PartEnd => ValueEnd + 2;
}
