using System.Text;

namespace Fairlead.Providers.Translation;

/// <summary>A text as it crosses from one wire to another: UTF-8 without JSON's escapes. Mostly a slice of the body it was read from.</summary>
/// <remarks>Prompts and base64 media reach megabytes; as strings they would be copied and doubled on the way.</remarks>
internal readonly struct Utf8Text(ReadOnlyMemory<byte> bytes) : IEquatable<Utf8Text>
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; } = bytes;

    /// <inheritdoc cref="Memory"/>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Memory.IsEmpty;

    /// <summary>Encodes a string.</summary>
    public static Utf8Text Of(string? text) => string.IsNullOrEmpty(text) ? default : new(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc />
    public bool Equals(Utf8Text other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The text as a string.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);
}
