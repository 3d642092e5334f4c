using Fairlead.Selection;

namespace Fairlead.TestKit.Chance;

/// <summary>Random numbers as a test writes them down, from 0 (included) to 1 (excluded); from the start again when they run out.</summary>
public sealed class ScriptedRandom(params double[] numbers) : RandomSource
{
    private int _next;

    public override ulong NextBits()
    {
        var number = numbers[_next++ % numbers.Length];

        // The bits below a double's 53 are all set: the number read back is never a hair below the one written,
        // and a rare event drawn from them (all zero) does not come about.
        return ((ulong)(number * (1UL << 53)) << 11) | 0x7FF;
    }
}
