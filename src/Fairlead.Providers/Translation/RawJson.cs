using System.Text;

namespace Fairlead.Providers.Translation;

/// <summary>One JSON value as it was written, known to be valid: a schema, a call's arguments, a member nobody here knows.</summary>
internal readonly struct RawJson(ReadOnlyMemory<byte> bytes) : IEquatable<RawJson>
{
    /// <summary>The bytes; empty where there is no value.</summary>
    public ReadOnlyMemory<byte> Memory { get; } = bytes;

    /// <inheritdoc cref="Memory"/>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => Memory.IsEmpty;

    /// <summary>The same without breaks of lines, which end a frame of most streams. Within JSON they only ever stand between values.</summary>
    public RawJson OnOneLine()
    {
        if (Span.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return this;
        }

        var bytes = Span.ToArray();
        bytes.AsSpan().Replace((byte)'\n', (byte)' ');
        bytes.AsSpan().Replace((byte)'\r', (byte)' ');
        return new RawJson(bytes);
    }

    /// <summary>The value written here, which must be valid JSON.</summary>
    public static RawJson Of(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <inheritdoc />
    public bool Equals(RawJson other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => new Utf8Text(Memory).GetHashCode();

    /// <summary>The JSON as a string.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);
}
