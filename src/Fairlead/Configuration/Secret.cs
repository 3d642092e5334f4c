namespace Fairlead.Configuration;

/// <summary>A credential that cannot be printed: every way of turning it into text gives <c>***</c>.</summary>
/// <remarks>The value leaves only through <see cref="Reveal"/>, whose callers are the places that sign a request.</remarks>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <summary>Wraps a credential.</summary>
    /// <param name="value">The credential; must not be empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty.</exception>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>The credential itself. Never pass the result to a log, a trace, an error or a label.</summary>
    public string Reveal() => _value;

    /// <inheritdoc />
    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc />
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
