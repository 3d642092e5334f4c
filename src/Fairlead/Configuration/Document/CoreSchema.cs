using System.Globalization;

namespace Fairlead.Configuration.Document;

/// <summary>What an unquoted scalar means: YAML 1.2's core schema (specification 1.2.2, §10.3.2).</summary>
internal static class CoreSchema
{
    public static NodeKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => NodeKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => NodeKind.Boolean,
        _ => TryNumber(text, out _) ? NodeKind.Number : NodeKind.Text,
    };

    /// <summary>Reads a truth value. Beyond the core schema it takes <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c>, which LiteLLM's YAML 1.1 reader takes.</summary>
    public static bool TryBoolean(string text, out bool value)
    {
        value = text.ToUpperInvariant() is "TRUE" or "YES" or "ON";
        return value || text.ToUpperInvariant() is "FALSE" or "NO" or "OFF";
    }

    /// <summary>Reads a finite number: decimal, <c>0x</c>, <c>0o</c>, with exponent. Underscores between digits are taken, as LiteLLM's reader takes them.</summary>
    public static bool TryNumber(string text, out double value)
    {
        value = 0;
        if (text.Length == 0 || text.Length > 64 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
        {
            return false;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            var parsed = long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal);
            value = hexadecimal;
            return parsed && hexadecimal >= 0;
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return TryOctal(text.AsSpan(2), out value);
        }

        for (var i = 0; i < text.Length; i++)
        {
            var between = text[i] == '_' && i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]);
            if (!between && !char.IsAsciiDigit(text[i]) && text[i] is not ('-' or '+' or '.' or 'e' or 'E'))
            {
                return false;
            }
        }

        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text.Replace("_", "", StringComparison.Ordinal), Decimal, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static bool TryOctal(ReadOnlySpan<char> digits, out double value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7')
            {
                return false;
            }

            value = (value * 8) + (digit - '0');
        }

        return digits.Length > 0;
    }
}
