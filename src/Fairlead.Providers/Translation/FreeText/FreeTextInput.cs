using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fairlead.Providers.Translation.FreeText;

/// <summary>
/// The text out of the arguments <c>{"input":"…"}</c>, as they come: piece by piece, cut anywhere. Of a model that keeps to something else, what it wrote is the text.
/// </summary>
internal sealed class FreeTextInput
{
    private const int EscapeDigits = 4;

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly ArrayBufferWriter<byte> _before = new();
    private readonly char[] _digits = new char[EscapeDigits];
    private State _state;
    private int _matched;
    private int _digit;
    private char _high;

    private enum State
    {
        /// <summary>Before the text's quote.</summary>
        Before,

        /// <summary>Amid the text.</summary>
        Text,

        /// <summary>Behind a backslash.</summary>
        Escape,

        /// <summary>Amid the digits of an escape.</summary>
        Digits,

        /// <summary>Behind the text: what follows closes the object.</summary>
        After,

        /// <summary>It is something else, and taken as it is.</summary>
        Other,
    }

    private static ReadOnlySpan<byte> Opening => "{\"input\":\""u8;

    /// <summary>Takes a piece.</summary>
    /// <returns>What of the text is new; gone with the next call.</returns>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> piece)
    {
        _text.ResetWrittenCount();
        foreach (var each in piece)
        {
            Take(each);
        }

        return _text.WrittenSpan;
    }

    private void Take(byte each)
    {
        switch (_state)
        {
            case State.Before:
                Match(each);
                break;
            case State.Text when each == (byte)'\\':
                _state = State.Escape;
                break;
            case State.Text when each == (byte)'"':
                _state = State.After;
                break;
            case State.Text or State.Other:
                Write(each);
                break;
            case State.Escape when each == (byte)'u':
                (_state, _digit) = (State.Digits, 0);
                break;
            case State.Escape:
                _state = State.Text;
                Write(each switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    _ => each,
                });
                break;
            case State.Digits:
                _digits[_digit++] = (char)each;
                if (_digit == EscapeDigits)
                {
                    _state = State.Text;
                    WriteEscaped();
                }

                break;
        }
    }

    private void Match(byte each)
    {
        _before.Write([each]);
        var isWithinName = _matched is > 1 and < 8;
        if (!isWithinName && each is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            return;
        }

        if (each == Opening[_matched])
        {
            _state = ++_matched == Opening.Length ? State.Text : State.Before;
        }
        else if (_matched == 1 && each == (byte)'}')
        {
            // A call with nothing in it.
            _state = State.After;
        }
        else
        {
            _state = State.Other;
            _text.Write(_before.WrittenSpan);
        }
    }

    private void WriteEscaped()
    {
        var unit = ushort.TryParse(_digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? (char)number : '\uFFFD';
        if (char.IsHighSurrogate(unit))
        {
            _high = unit;
            return;
        }

        ReadOnlySpan<char> units = char.IsLowSurrogate(unit) && _high != 0 ? [_high, unit] : [unit];
        _high = '\0';
        Span<byte> utf8 = stackalloc byte[4];
        _text.Write(utf8[..Encoding.UTF8.GetBytes(units, utf8)]);
    }

    private void Write(byte each) => _text.Write([each]);
}
