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
